// Notifications on a desk: a real engine, a real session bus, the app under the stand-in for Electron's binary, and a daemon that takes them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../../contract/alerts.ts';
import { type Desk, openDesk } from '../../support/desk/desk.ts';
import { withoutDesk } from '../../support/desk/programs.ts';
import { DesktopApp } from '../../support/desktop.ts';
import { cheap, LiveEngine, server, until } from '../../support/live-engine.ts';

const folder = fileURLToPath(new URL('../../fixtures/notify-app', import.meta.url));
const icon = fileURLToPath(new URL('../../../resources/app/64x64.png', import.meta.url));

class App extends DesktopApp {
  constructor(desk: Desk, engine: LiveEngine, home?: string) {
    super({ desk, app: folder, home, env: { ENGINE_URL: engine.url, ENGINE_TOKEN: engine.token, NOTIFY_ICON: icon } });
  }
  async asks(what: 'test' | 'first-close' | 'failed' | 'reach'): Promise<void> {
    await this.control.ask('emit', { on: 'app', event: `ask ${what}`, args: [] });
  }
  /** acts that were asked for, and what was logged; of both runs */
  notes(): Record<string, unknown>[] {
    return this.#notes().filter(({ ready, reach }) => ready === undefined && reach === undefined);
  }
  #notes(): Record<string, unknown>[] {
    const lines = readFileSync(join(this.home, 'notes.jsonl'), 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
  /** the daemon has answered: before that a click belongs to nobody */
  async shown(): Promise<void> {
    await until('the first notification to be shown', async () => {
      await this.asks('reach');
      return this.answers().at(-1)?.state === 'granted';
    });
  }
  answers(): Record<string, unknown>[] {
    return this.#notes().flatMap(({ reach }) => (reach ? [reach as Record<string, unknown>] : []));
  }
  async ready(): Promise<this> {
    await this.start();
    const file = join(this.home, 'notes.jsonl');
    await until(
      `the app to be ready (it said: ${this.said})`,
      () => existsSync(file) && readFileSync(file, 'utf8').endsWith('{"ready":true}\n'),
    );
    return this;
  }
}

describe.skipIf(withoutDesk('notifications on a desk'))('notifications on a desk', () => {
  let engine: LiveEngine;
  let desk: Desk;
  const received = () => desk.notifications.received();
  const titles = () => received().map(({ title }) => title);

  beforeAll(async () => {
    const config = 'defaults: { restart: { max: 1, backoff: { initial: 50ms } } }';
    engine = await new LiveEngine({ mcpJson: { good: cheap(), postgres: server('crash.mjs') }, config }).start();
    await until('the server to be given up', async () => (await engine.server('postgres')).state === 'crashed');
    desk = await openDesk({ notifications: 'recorded' });
  });
  afterAll(async () => {
    await desk?.close();
    await engine?.close();
  });

  it('tell of a server that stays down, lead to its crash, and go when it is stopped; after a restart nothing is told twice', async () => {
    const app = new App(desk, engine);
    const second = new App(desk, engine, app.home);
    try {
      await app.ready();
      await new Promise((done) => setTimeout(done, 8_000));
      expect(titles()).toEqual([]);
      await until('the notification', () => titles().length === 1, 20_000);
      const [first] = received();
      expect(first).toMatchObject({
        app: 'Roundhouse',
        title: 'postgres keeps crashing',
        body: 'Exited with code 1; gave up after 1 restart.',
        actions: ['default', 'View'],
        urgency: 1,
        isOpen: true,
      });
      await app.shown();
      desk.notifications.click(first!.id);
      await until('the click to be heard', () => app.notes().length === 1);
      const [alert] = await engine.api<Alert[]>('GET', '/alerts');
      const [act] = app.notes();
      expect(act).toMatchObject({ do: 'open-log', server: 'postgres' });
      expect(Math.abs(Date.parse(String(act?.at)) - Date.parse(alert!.lastAt))).toBeLessThan(1000);

      await app.quit();
      await second.ready();
      await new Promise((done) => setTimeout(done, 14_000));
      expect(titles()).toHaveLength(1);
      await engine.api('POST', '/servers/postgres/stop');
      await until('the file to forget it', () => !readFileSync(join(app.home, 'told.json'), 'utf8').includes('openedAt'));
      await engine.api('POST', '/servers/postgres/start?wait=0');
      await until('the next episode to be told', () => titles().length === 2);
      expect(received()[1]!.isOpen).toBe(true);
      await engine.api('POST', '/servers/postgres/stop');
      await until('it to be taken away', () => !received()[1]!.isOpen);
      expect(second.notes()).toHaveLength(1);
    } finally {
      // they share a home: neither is over while the other lives
      if (app.pid !== 0) await app.quit();
      await second.close();
      await app.close();
    }
  }, 90_000);

  it('of the app itself come at once, and go with it', async () => {
    const before = received().length;
    const app = new App(desk, engine);
    try {
      await app.ready();
      for (const what of ['test', 'first-close', 'failed'] as const) await app.asks(what);
      await until('all three', () => received().length === before + 3);
      const fresh = () => received().slice(before);
      expect(fresh().map(({ title, body }) => [title, body])).toEqual([
        ['Notifications arrive', 'Here you are told when a server stays down.'],
        ['Roundhouse is still running', '9 servers stay up. Find it in the panel. Settings, “Closing the window”, changes this.'],
        ['postgres could not be stopped', 'The service did not answer within 5 s.'],
      ]);
      await app.shown();
      desk.notifications.click(fresh()[0]!.id);
      await until('the click', () => app.notes().length === 1);
      expect(app.notes()).toEqual([{ do: 'open', to: 'settings/notifications' }]);
      await app.quit();
      await until('them to be gone', () => fresh().every(({ isOpen }) => !isOpen));
    } finally {
      await app.close();
    }
  }, 60_000);
});

describe.skipIf(withoutDesk('notifications without a daemon'))('without anybody who takes them', () => {
  it('nothing breaks, and the app knows and logs it', async () => {
    const engine = await new LiveEngine({ mcpJson: { good: cheap() } }).start();
    const desk = await openDesk();
    const app = new App(desk, engine);
    try {
      await app.ready();
      await app.asks('test');
      await until('the log', () => app.notes().length === 1);
      expect(app.notes()).toEqual([{ log: 'notification "Notifications arrive" could not be shown: the system did not take it' }]);
      await app.asks('reach');
      expect(app.answers()).toEqual([{ state: 'denied', reason: 'the system did not take it' }]);
      expect(await app.control.ask('failures')).toEqual([]);
    } finally {
      await app.close();
      await desk.close();
      await engine.close();
    }
  }, 60_000);
});

describe.skipIf(withoutDesk('notifications that are drawn', 'dunst'))('drawn by dunst', () => {
  it('a click with the mouse opens the log', async () => {
    const engine = await new LiveEngine({
      mcpJson: { good: cheap(), postgres: server('crash.mjs') },
      config: 'defaults: { restart: { max: 0 } }',
    }).start();
    const desk = await openDesk({ notifications: 'dunst', size: { width: 800, height: 400 } });
    const app = new App(desk, engine);
    try {
      await app.ready();
      const told = join(app.home, 'told.json');
      await until('it to be told', () => existsSync(told) && readFileSync(told, 'utf8').includes('server.down postgres'), 30_000);
      if (process.env.DESK_SHOTS) {
        for (const what of ['first-close', 'failed'] as const) await app.asks(what);
        await new Promise((done) => setTimeout(done, 1000));
        await desk.screenshot(`${process.env.DESK_SHOTS}/notifications.png`);
      }
      // dunst's own: the middle button does what the notification offers; it draws when it likes
      await until('a click', async () => {
        await desk.run('xdotool', 'mousemove', '600', '60', 'click', '2');
        await new Promise((done) => setTimeout(done, 200));
        return existsSync(join(app.home, 'notes.jsonl')) && app.notes().some((act) => 'do' in act);
      });
    } finally {
      await app.close();
      await desk.close();
      await engine.close();
    }
  }, 60_000);
});
