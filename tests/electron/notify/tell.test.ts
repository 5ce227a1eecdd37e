import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Preferences, usualPreferences } from '../../../contract/desktop.ts';
import type { Act } from '../../../electron/acts.ts';
import { firstCloseNotice } from '../../../electron/notify/app-notices.ts';
import { type Pressed, type SystemNotice, systemId, tellPeople } from '../../../electron/notify/tell.ts';
import { nothingTold, toldFile } from '../../../electron/notify/told.ts';
import type { Seen } from '../../../electron/watch.ts';
import { view } from '../../support/page-state.ts';
import { minute, World } from './world.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rh-told-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The app around the notifications: the engine as it is seen, a clock, and stand-ins for the system and for what clicks do. */
class Desk {
  world = new World();
  screen = new Map<string, SystemNotice>();
  done: Act[] = [];
  log: string[] = [];
  looks = 0;
  timers = new Map<number, () => void>();
  #listeners = new Set<() => void>();
  #press: (pressed: Pressed) => void = () => {};
  notifications = this.start();

  start() {
    const preferences: Preferences = { ...usualPreferences };
    return tellPeople({
      watch: {
        get: () => this.seen(),
        onChange: (listener) => {
          this.#listeners.add(listener);
          return () => this.#listeners.delete(listener);
        },
        onEvent: () => () => {},
        close() {},
      },
      perform: async (act) => void this.done.push(act),
      preferences: { get: () => preferences, set: () => preferences, onChange: () => () => {} },
      isFocused: () => this.world.focused,
      told: toldFile(join(folder, 'told.json'), (line) => this.log.push(line)),
      system: {
        show: (id, notice) => void this.screen.set(id, notice),
        withdraw: (id) => void this.screen.delete(id),
        onPress: (listener) => {
          this.#press = listener;
        },
        reach: () => ({ state: 'granted', reason: null }),
        close() {},
      },
      clock: {
        now: () => {
          this.looks += 1;
          return this.world.now;
        },
        after: (ms, run) => {
          const at = this.world.now + ms;
          this.timers.set(at, run);
          return () => void this.timers.delete(at);
        },
      },
    });
  }

  seen(): Seen {
    let seen: Seen | null = null;
    const { views, alerts, mutes, live, instance } = this.world;
    const copy = Object.assign(new World(), { views, alerts, mutes, live, instance, now: this.world.now });
    copy.watched = (each) => {
      seen = each;
    };
    copy.look();
    return seen!;
  }

  change(change: (world: World) => void): void {
    change(this.world);
    for (const listener of [...this.#listeners]) listener();
  }

  pass(ms: number): void {
    const end = this.world.now + ms;
    for (;;) {
      const next = Math.min(...this.timers.keys());
      if (next > end) break;
      const run = this.timers.get(next)!;
      this.timers.delete(next);
      this.world.now = next;
      run();
    }
    this.world.now = end;
  }

  /** the app ends and is started again; what the system shows stays */
  restart(): void {
    this.notifications.close();
    expect(this.#listeners.size).toBe(0);
    expect(this.timers.size).toBe(0);
    this.notifications = this.start();
  }

  press(id: string, button: number | null = null): Act | undefined {
    this.#press({ id: systemId(id), button });
    return this.done.at(-1);
  }

  titles = () => [...this.screen.values()].map(({ title }) => title);
}

describe('notifications of the app', () => {
  it('wait 12 s with one timer, and none runs while nothing is pending', () => {
    const desk = new Desk();
    desk.change((world) => world.crash('postgres'));
    expect([desk.titles(), desk.timers.size]).toEqual([[], 1]);
    desk.pass(12_000);
    expect([desk.titles(), desk.timers.size]).toEqual([['postgres keeps crashing'], 0]);
  });

  it('are not thought about when only figures changed', () => {
    const desk = new Desk();
    desk.pass(13_000);
    const before = desk.looks;
    for (let n = 0; n < 100; n++) desk.change((world) => world.views.set('a', view('a', { cpu: n })));
    expect(desk.looks).toBe(before);
    desk.change((world) => world.crash('postgres'));
    expect([desk.looks, desk.titles()]).toEqual([before + 1, ['postgres keeps crashing']]);
  });

  it('do what a click or a button asks for, and go away when the server is well again', () => {
    const desk = new Desk();
    desk.pass(13_000);
    desk.change((world) => world.crash('postgres'));
    expect([...desk.screen.values()][0]!.buttons).toEqual(['Open log', 'Start again']);
    expect(desk.press('server.down postgres')).toMatchObject({
      do: 'open-log',
      server: 'postgres',
      at: new Date(desk.world.now).toISOString(),
    });
    expect(desk.press('server.down postgres', 1)).toEqual({ do: 'start', server: 'postgres' });
    desk.change((world) => world.stop('postgres'));
    expect(desk.titles()).toEqual([]);
  });

  it('are told once over restarts of the app, and a click on an old one still works', () => {
    const desk = new Desk();
    desk.pass(13_000);
    desk.change((world) => world.crash('postgres'));
    const at = new Date(desk.world.now).toISOString();
    desk.screen.clear();
    desk.restart();
    desk.pass(10 * minute);
    expect(desk.titles()).toEqual([]);
    expect(desk.press('server.down postgres')).toEqual({ do: 'open-log', server: 'postgres', at });
    expect(desk.press('server.down postgres', 1)).toEqual({ do: 'start', server: 'postgres' });
    expect(desk.press('of nobody')).toEqual({ do: 'open', to: 'alerts' });
    desk.change((world) => world.recover('postgres'));
    expect(desk.titles()).toEqual(['postgres is well again']);
    expect(desk.log).toEqual([]);
  });

  it('a damaged file of what was told is nothing told, and the log says so', () => {
    writeFileSync(join(folder, 'told.json'), '{"told": [{]');
    const desk = new Desk();
    expect(desk.log).toEqual([expect.stringContaining('told.json cannot be used')]);
    desk.pass(13_000);
    desk.change((world) => world.crash('postgres'));
    expect(desk.titles()).toEqual(['postgres keeps crashing']);
    expect(JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8')).told).toHaveLength(1);
    const [, aside, ...more] = readdirSync(folder).sort();
    expect([aside, more]).toEqual([expect.stringMatching(/^told\.unusable-.*\.json$/), []]);
    expect(readFileSync(join(folder, aside!), 'utf8')).toBe('{"told": [{]');
  });

  it('an entry that a later version wrote takes none of the others along: nothing is told again', () => {
    const desk = new Desk();
    desk.pass(13_000);
    desk.change((world) => world.crash('postgres').crash('git').crash('time'));
    desk.pass(11_000);
    const file = join(folder, 'told.json');
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    const [one] = kept.told;
    kept.told.unshift({ ...one, kind: 'server.haunted' });
    kept.shown.push({ id: 'x', click: { do: 'dance' }, buttons: [] });
    writeFileSync(file, JSON.stringify({ ...kept, later: [1] }));
    desk.screen.clear();
    desk.restart();
    desk.pass(10 * minute);
    expect(desk.titles()).toEqual([]);
    expect(desk.log).toEqual([expect.stringMatching(/told\.json: 2 entries.*are not known here/)]);
    expect(readdirSync(folder)).toEqual(['told.json']);
  });

  it('what the app says itself comes at once and counts for nothing', () => {
    const desk = new Desk();
    for (let n = 0; n < 5; n++) desk.notifications.test();
    desk.notifications.say(firstCloseNotice('darwin', 9));
    expect(desk.titles()).toEqual(['Notifications arrive', 'Roundhouse is still running']);
    // desktops show those of low urgency in their list alone
    expect([...desk.screen.values()].map(({ isLow }) => isLow)).toEqual([false, false]);
    expect(desk.press('first-close')).toEqual({ do: 'open', to: 'settings/general' });
    desk.pass(13_000);
    desk.change((world) => world.crash('a').crash('b').crash('c'));
    expect(desk.titles()).toHaveLength(5);
  });
});

describe('the file of what was told', () => {
  it('that is not there is nothing told, without a word', () => {
    const log: string[] = [];
    expect(toldFile(join(folder, 'none.json'), (line) => log.push(line)).load()).toEqual(nothingTold);
    expect(log).toEqual([]);
  });

  it('has its entries read one by one: those that fit are kept', () => {
    const log: string[] = [];
    const fits = { kind: 'server.down', subject: 'postgres', openedAt: '2026-11-21T08:00:00.000Z' };
    const held = { ...fits, what: 'problem', quiet: true, over: false, since: 1 };
    const shown = { id: 'a', click: { do: 'open' }, buttons: [] };
    const state = { ...nothingTold, held: [held], singles: [1], shown: [shown] };
    const later = { told: [7], held: [{ ...held, what: 'song' }, held], singles: ['noon', 1], shown: [{ ...shown, click: {} }, shown] };
    writeFileSync(join(folder, 'later.json'), JSON.stringify(later));
    expect(toldFile(join(folder, 'later.json'), (line) => log.push(line)).load()).toEqual(state);
    expect(log).toEqual([expect.stringContaining('4 entries')]);
  });

  it('of another shape is set aside, and that or a folder that cannot be written is said', () => {
    const log: string[] = [];
    writeFileSync(join(folder, 'old.json'), '{"told": 7}');
    expect(toldFile(join(folder, 'old.json'), (line) => log.push(line)).load()).toEqual(nothingTold);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^old\.unusable-.*\.json$/)]);
    writeFileSync(join(folder, 'file'), '');
    toldFile(join(folder, 'file', 'told.json'), (line) => log.push(line)).save(nothingTold);
    expect(log).toEqual([expect.stringContaining('cannot be used (not what was written)'), expect.stringContaining('cannot be written')]);
  });
});
