// The tray in a real panel, over a real bus: what a person sees of each state, what a click sets off, and a panel that comes late.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Seen } from '../../../electron/watch.ts';
import { type Desk, openDesk } from '../../support/desk/desk.ts';
import { withoutDesk } from '../../support/desk/programs.ts';
import { DesktopApp } from '../../support/desktop.ts';
import { sleep, until } from '../../support/live-engine.ts';
import { facts, snapshot, stopped, thirteen } from './facts.ts';

const folder = fileURLToPath(new URL('../../fixtures/electron-tray', import.meta.url));

class TrayApp extends DesktopApp {
  constructor(desk: Desk) {
    const notes = join(mkdtempSync(join(tmpdir(), 'rh-tray-')), 'notes');
    super({ desk, app: folder, env: { TRAY_NOTES: notes } });
    this.notes = notes;
  }
  readonly notes: string;
  tell(event: string, ...args: unknown[]): Promise<unknown> {
    return this.control.ask('emit', { on: 'app', event, args });
  }
  /** what was set off since this was asked last */
  noted(): string[] {
    const all = existsSync(this.notes) ? readFileSync(this.notes, 'utf8').trim().split('\n') : [];
    const fresh = all.slice(this.#read);
    this.#read = all.length;
    return fresh;
  }
  #read = 0;
  async sees(seen: Seen, tooltip: string): Promise<void> {
    await this.tell('see', seen);
    await until(
      `the tooltip "${tooltip}" (the app said: ${this.said})`,
      async () => (await this.tray.tooltip()) === `Roundhouse\n${tooltip}`,
    );
  }
  async until(what: object): Promise<void> {
    const said: string[] = [];
    await until(JSON.stringify(what), async () => {
      said.push(...this.noted());
      return said.includes(JSON.stringify(what));
    }).catch((error: Error) => {
      throw new Error(`${error.message}; it noted ${said.join(' ')} and said ${this.said}`);
    });
  }
  async knowsOfHost(hasHost: boolean): Promise<void> {
    await this.tell('host?');
    await this.until({ hasHost });
  }
  override async close(): Promise<void> {
    await super.close();
    rmSync(dirname(this.notes), { recursive: true, force: true });
  }
}

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const soon = new Date(Date.now() + 60 * 60_000);
const clock = soon.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const well = facts(snapshot([...thirteen(), stopped])).seen;
const states: Record<string, { seen: Seen; tooltip: string }> = {
  ok: { seen: well, tooltip: '13 servers healthy' },
  failed: {
    seen: facts(snapshot([...thirteen({ postgres: { state: 'crashed', since: minutesAgo(6.2) }, github: { state: 'degraded' } }), stopped]))
      .seen,
    tooltip: 'postgres crashed, 12 of 13 running',
  },
  attention: {
    seen: facts(snapshot(thirteen({ github: { state: 'degraded', since: minutesAgo(12.2) } }))).seen,
    tooltip: 'github degraded, 13 of 13 running',
  },
  starting: {
    seen: facts(snapshot(thirteen({ github: { state: 'starting', step: 'initialize', run: 1, startedAt: null } }))).seen,
    tooltip: 'Starting, 12 of 13 ready',
  },
  paused: {
    seen: facts(snapshot([...thirteen(), stopped], { paused: { until: soon.toISOString() } })).seen,
    tooltip: `Paused until ${clock}, servers keep running`,
  },
};

const look = async (desk: Desk, name: string): Promise<void> => {
  if (process.env.DESK_SHOTS) await desk.screenshot(`${process.env.DESK_SHOTS}/tray-${name}.png`);
};

describe.skipIf(withoutDesk('the tray in a real panel', 'xfce4-panel'))('in a panel', () => {
  let desk: Desk;
  let app: TrayApp;
  beforeAll(async () => {
    desk = await openDesk({ tray: true });
    app = (await new TrayApp(desk).start()) as TrayApp;
    await until(
      `the panel to show it (the app said: ${app.said})`,
      async () => (await app.tray.name()) !== null && (await app.tray.isShown()),
    );
  });
  afterAll(async () => {
    await app?.close();
    await desk?.close();
  });

  it('knows that it is shown', async () => {
    await app.knowsOfHost(true);
  });

  it('has an icon for each state, which nobody takes for another', async () => {
    const seen = new Set<string>();
    for (const [name, { seen: state, tooltip }] of Object.entries(states)) {
      await app.sees(state, tooltip);
      await until('another icon', async () => !seen.has((await app.tray.icon()).hash));
      seen.add((await app.tray.icon()).hash);
      await look(desk, name);
    }
    expect(seen.size).toBe(5);
    await app.tell('prefer', 'black');
    await until('a black one', async () => !seen.has((await app.tray.icon()).hash));
    await app.tell('prefer', 'white');
  });

  it('has the menu of the design, with pictures', async () => {
    await app.sees(states.failed!.seen, states.failed!.tooltip);
    const acts = ['  Open log', '  Restart', '  Stop'];
    expect(await app.tray.menu()).toEqual([
      'postgres crashed 6 min ago',
      'Open log at crash',
      'Start postgres',
      'Mute for 1 hour',
      '-',
      'github: degraded',
      ...acts,
      'filesystem',
      ...acts,
      '10 more, 1 stopped…',
      '-',
      'Copy gateway address',
      'Pause supervision',
      '  For 15 minutes',
      '  For 1 hour',
      '  Until tomorrow',
      '-',
      'Open Roundhouse',
      'Settings',
      'Quit',
    ]);
  });

  it('sets off what is clicked', async () => {
    await app.sees(states.failed!.seen, states.failed!.tooltip);
    await app.tray.click(['Start postgres']);
    await app.until({ do: 'start', server: 'postgres' });
    await app.tray.click(['filesystem', 'Stop']);
    await app.until({ do: 'stop', server: 'filesystem' });
    await app.tray.click(['Settings']);
    await app.until({ do: 'open', to: 'settings' });
    await app.tray.activate();
    await app.until({ do: 'open' });
  });

  it('is a menu for the mouse as well', async () => {
    await app.sees(well, '13 servers healthy');
    // the panel reads the menu anew, and has none meanwhile
    await sleep(700);
    await desk.run('xdotool', 'mousemove', '1264', '16', 'click', '3');
    await sleep(700);
    await look(desk, 'menu');
    await desk.run('xdotool', 'key', 'Up', 'Return');
    await app.until({ do: 'quit' });
  });

  it('comes back with a panel that comes again', async () => {
    await desk.stopTray();
    await app.until({ host: false });
    await app.knowsOfHost(false);
    await desk.startTray();
    await app.until({ host: true });
    await until('the new panel to show it', () => app.tray.isShown());
    expect(await app.tray.tooltip()).toBe('Roundhouse\n13 servers healthy');
  });

  it('leaves the panel when it is closed', async () => {
    await app.tell('close');
    await until('it to be gone', async () => (await app.tray.name()) === null);
  });
});

describe.skipIf(withoutDesk('the tray on a desktop without a panel', 'xfce4-panel'))('without a panel', () => {
  it('says that nobody shows it, and appears in the first panel that comes', async () => {
    const desk = await openDesk();
    const app = (await new TrayApp(desk).start()) as TrayApp;
    try {
      await app.knowsOfHost(false);
      await app.tell('see', well);
      // a tray that was made before its panel never appears in it
      expect(await app.tray.name()).toBeNull();
      await desk.startTray();
      await app.until({ host: true });
      await until('the tray in the panel', async () => (await app.tray.name()) !== null && (await app.tray.isShown()));
      expect(await app.tray.tooltip()).toBe('Roundhouse\n13 servers healthy');
      await app.knowsOfHost(true);
    } finally {
      await app.close();
      await desk.close();
    }
  });
});
