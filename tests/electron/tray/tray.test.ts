import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Preferences } from '../../../contract/desktop.ts';
import { actAt, menuTemplate } from '../../../electron/tray/menu-template.ts';
import type { Seen } from '../../../electron/watch.ts';
import { facts, minutesAgo, now, snapshot, thirteen } from './facts.ts';
import { type Done, staged } from './stand-in.ts';

const seen = (changes: Parameters<typeof thirteen>[0] = {}, engine = {}): Seen => facts(snapshot(thirteen(changes), engine)).seen;
const well = seen();
const down = seen({ postgres: { state: 'crashed', since: minutesAgo(6.5) } });
const weak = seen({ github: { state: 'degraded', since: minutesAgo(61) } });
const what = (done: Done[]): string => done.map((one) => one.what).join(' ');
const last = (done: Done[], kind: Done['what']): unknown => done.filter((one) => one.what === kind).at(-1)?.value;

beforeEach(() => {
  vi.useFakeTimers({ now });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what is applied', () => {
  it('is nothing at all when nothing that is shown has changed', async () => {
    const { desk, see } = await staged('linux', well);
    expect(what(desk.done)).toBe('made tooltip menu');
    // figures change all the time
    for (let n = 0; n < 100; n++) {
      const next = structuredClone(well);
      next.snapshot!.servers[0]!.cpu = n;
      see(next);
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(what(desk.done)).toBe('made tooltip menu');
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['darwin', 'win32', 'linux'] as const)('on %s is one icon in a second, and the last state always', async (platform) => {
    const { desk, see } = await staged(platform, well);
    const begun = Date.now();
    const at: number[] = [];
    for (let n = 0; n < 60; n++) {
      const before = desk.done.filter((one) => one.what === 'image').length;
      see([down, weak, well][n % 3]!);
      await vi.advanceTimersByTimeAsync(90);
      if (desk.done.filter((one) => one.what === 'image').length > before) at.push(Date.now() - begun);
    }
    see(down);
    await vi.advanceTimersByTimeAsync(1000);
    expect(at.length).toBeLessThanOrEqual(6);
    expect(String(last(desk.done, 'image'))).toMatch(platform === 'darwin' ? /failedTemplate\.png$/ : /failed-white\.(png|ico)$/);
    expect(last(desk.done, 'tooltip')).toBe('Roundhouse\npostgres crashed, 12 of 13 running');
  });

  it('on Linux is one menu in two seconds: each is sent whole', async () => {
    const { desk, see } = await staged('linux', well);
    for (let n = 0; n < 40; n++) {
      see(n % 2 ? well : down);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(desk.done.filter((one) => one.what === 'menu').length).toBeLessThanOrEqual(3);
    see(down);
    await vi.advanceTimersByTimeAsync(2000);
    expect((last(desk.done, 'menu') as string[])[0]).toBe('postgres crashed 6 min ago');
  });

  it('elsewhere is no menu before somebody clicks', async () => {
    const { desk, see } = await staged('win32', well);
    see(down);
    await vi.advanceTimersByTimeAsync(5000);
    expect(what(desk.done)).toBe('made tooltip image tooltip');
  });
});

describe('words that do not stay true', () => {
  it('are renewed by the minute, and only while they are shown', async () => {
    const { desk, see } = await staged('linux', down);
    const first = () => (last(desk.done, 'menu') as string[])[0];
    expect(first()).toBe('postgres crashed 6 min ago');
    await vi.advanceTimersByTimeAsync(29_000);
    expect(first()).toBe('postgres crashed 6 min ago');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(first()).toBe('postgres crashed 7 min ago');
    expect(vi.getTimerCount()).toBe(1);
    const before = desk.done.length;
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(desk.done.length - before).toBe(10);
    see(well);
    await vi.advanceTimersByTimeAsync(2000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['win32', 'darwin'] as const)('wake nothing on %s, where the menu is made at the click', async (platform) => {
    const { desk } = await staged(platform, down);
    await vi.advanceTimersByTimeAsync(2000);
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(600_000);
    desk.tell('right-click');
    expect(last(desk.done, 'popped')).toContain('postgres crashed 16 min ago');
  });
});

describe('clicks', () => {
  it('on macOS open the menu as it is now, and with ⌥ the window', async () => {
    const { desk, acts, see } = await staged('darwin', well);
    see(down);
    desk.tell('click');
    expect((last(desk.done, 'popped') as string[])[0]).toBe('postgres crashed 6 min ago');
    desk.tell('right-click');
    expect(desk.done.filter((one) => one.what === 'popped')).toHaveLength(2);
    expect(acts).toEqual([]);
    desk.tell('click', { altKey: true });
    expect(acts).toEqual([{ do: 'open' }]);
    expect(desk.done.filter((one) => one.what === 'popped')).toHaveLength(2);
  });

  it('on Windows open the window with the left button and the menu with the right', async () => {
    const { desk, acts } = await staged('win32', well);
    desk.tell('click');
    expect(acts).toEqual([{ do: 'open' }]);
    desk.tell('right-click');
    expect((last(desk.done, 'popped') as string[])[0]).toBe('Open Roundhouse');
  });

  it('on Linux are left to the desktop; where it tells of one, the window opens', async () => {
    const { desk, acts } = await staged('linux', well);
    desk.tell('click');
    expect(acts).toEqual([{ do: 'open' }]);
    expect(desk.done.filter((one) => one.what === 'popped')).toHaveLength(0);
  });

  it.each([
    ['darwin', { click: 1, 'right-click': 1 }],
    ['win32', { click: 1, 'right-click': 1 }],
    ['linux', { click: 1 }],
  ] as const)('on %s are heard by one listener each, however often the state changes', async (platform, listeners) => {
    const { desk, see } = await staged(platform, well);
    for (let n = 0; n < 20; n++) {
      see(n % 2 ? well : down);
      await vi.advanceTimersByTimeAsync(2500);
    }
    expect(desk.listeners()).toEqual(listeners);
  });
});

describe('the icon', () => {
  it('on macOS keeps its place between two starts, and says when it has none', async () => {
    const sights: boolean[] = [];
    const { desk } = await staged('darwin', well, { onSight: (isInSight) => sights.push(isInSight) });
    expect(desk.done[0]).toEqual({ what: 'made', value: ['/resources/tray/okTemplate.png', expect.stringMatching(/^[0-9a-f-]{36}$/)] });
    await vi.advanceTimersByTimeAsync(1000);
    expect(sights).toEqual([true]);
  });

  it('says so only when that changes', async () => {
    const sights: boolean[] = [];
    const { desk, see } = await staged('darwin', well, { onSight: (isInSight) => sights.push(isInSight) });
    await vi.advanceTimersByTimeAsync(1500);
    Object.assign(desk.bounds, { width: 0, height: 0 });
    see(down);
    await vi.advanceTimersByTimeAsync(1500);
    expect(sights).toEqual([true, false]);
  });

  it('follows the theme of the taskbar, and on Linux the preference', async () => {
    const windows = await staged('win32', well);
    windows.desk.theme(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(last(windows.desk.done, 'image')).toBe('/resources/tray/ok-black.ico');

    let told: ((now: Preferences) => void) | undefined;
    let trayIcon: Preferences['trayIcon'] = 'white';
    const preferences = {
      get: () => ({ trayIcon }) as Preferences,
      onChange: (listener: (now: Preferences) => void) => {
        told = listener;
        return () => undefined;
      },
    };
    const linux = await staged('linux', well, { preferences });
    trayIcon = 'black';
    told!(preferences.get());
    await vi.advanceTimersByTimeAsync(1000);
    expect(last(linux.desk.done, 'image')).toBe('/resources/tray/ok-black.png');
  });
});

describe('a desktop without a host', () => {
  it('gets a new tray when one comes: Electron looks for it only once', async () => {
    const { desk, host, see } = await staged('linux', well, { hasHost: false });
    expect(what(desk.done)).toBe('made tooltip menu');
    host(true);
    expect(what(desk.done)).toBe('made tooltip menu destroyed made tooltip menu');
    // from then on it comes back by itself
    host(false);
    host(true);
    see(down);
    await vi.advanceTimersByTimeAsync(2000);
    expect(what(desk.done)).toBe('made tooltip menu destroyed made tooltip menu image tooltip menu');
    expect(desk.listeners()).toEqual({ click: 1 });
  });
});

describe('who asks for a host', () => {
  it('is told at once, or when it comes within the time that it may take', async () => {
    const { tray, host } = await staged('linux', well, { hasHost: false });
    expect(await tray.hasHost()).toBe(false);
    const patient = tray.hasHost(10_000);
    await vi.advanceTimersByTimeAsync(4000);
    host(true);
    expect(await patient).toBe(true);
    const vain = tray.hasHost(10_000);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await vain).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
    expect(await (await staged('linux', well)).tray.hasHost(10_000)).toBe(true);
  });
});

describe('the end', () => {
  it.each(['darwin', 'win32', 'linux'] as const)('leaves nothing on %s', async (platform) => {
    const { desk, tray, see, host } = await staged(platform, down);
    see(weak);
    tray.close();
    tray.close();
    const before = what(desk.done);
    expect(before.endsWith('destroyed')).toBe(true);
    expect(before.match(/destroyed/g)).toHaveLength(1);
    see(well);
    host(true);
    desk.theme(false);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(what(desk.done)).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the template', () => {
  const template = menuTemplate(
    [
      { kind: 'act', text: 'Q&A & more', act: { do: 'open' }, glyph: 'healthy', key: 'Cmd+,' },
      { kind: 'words', text: 'only words' },
      { kind: 'separator' },
      { kind: 'more', text: 'R&D', glyph: 'crashed', rows: [{ text: 'A&B', act: { do: 'pause', span: '1h' } }] },
    ],
    { perform: async () => undefined, picture: (glyph) => glyph as never, now: () => now },
  );

  it('keeps an ampersand what it is', () => {
    expect(template.map(({ label }) => label)).toEqual(['Q&&A && more', 'only words', undefined, 'R&&D']);
    expect((template[3]!.submenu as typeof template)[0]!.label).toBe('A&&B');
  });

  it('has pictures, keys, and words that nobody can click', () => {
    expect(template[0]).toMatchObject({ icon: 'healthy', accelerator: 'Cmd+,' });
    expect(template[1]).toEqual({ label: 'only words', enabled: false });
    expect(template[2]).toEqual({ type: 'separator' });
  });

  it('lets a pause begin at the click', () => {
    const until = (span: '15min' | '1h' | 'tomorrow') => actAt({ do: 'pause', span }, now);
    expect(until('15min')).toEqual({ do: 'pause', until: new Date(now + 900_000).toISOString() });
    expect(until('1h')).toEqual({ do: 'pause', until: new Date(now + 3_600_000).toISOString() });
    expect(until('tomorrow')).toEqual({ do: 'pause', until: new Date(2026, 10, 22, 8).toISOString() });
    expect(actAt({ do: 'resume' }, now)).toEqual({ do: 'resume' });
  });
});
