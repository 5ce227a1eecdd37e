// The tray of the whole app, with a real engine and real servers: what happens to them is seen there, and what is clicked there happens.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from '../../support/desk/desk.ts';
import { carrying } from '../../support/desk/processes.ts';
import { withoutDesk } from '../../support/desk/programs.ts';
import { DesktopApp } from '../../support/desktop.ts';
import { cheap, server, sleep, until } from '../../support/live-engine.ts';

describe.skipIf(withoutDesk('the tray of the desktop app', 'xfce4-panel'))('the tray of the app', () => {
  let desk: Desk;
  let app: DesktopApp;
  const menu = () => app.tray.menu();
  const first = async (words: string | RegExp) => {
    let rows: string[] = [];
    await until(`the first line ${words}`, async () => {
      rows = await menu();
      return rows[0]!.search(words) === 0;
    }).catch((error: Error) => {
      throw new Error(`${error.message}: the menu is ${rows.join(' / ')}; the app said: ${app.said}`);
    });
  };
  const row = (words: string) => until(`the row ${words}`, async () => (await menu()).includes(words));

  beforeAll(async () => {
    desk = await openDesk({ tray: true });
    app = new DesktopApp({ desk, args: ['--hidden'] });
    const servers = { files: cheap(), memory: cheap(), 'R&D_notes': cheap(), broken: { ...server('crash.mjs', 'start'), disabled: false } };
    writeFileSync(join(app.user, '.mcp.json'), JSON.stringify({ mcpServers: servers }));
    await app.start();
    await until(`the tray (the app said: ${app.said})`, async () => (await app.tray.name()) !== null && (await app.tray.isShown()));
  });
  afterAll(async () => {
    await app?.close();
    await desk?.close();
  });

  it('tells of the one that gave up, and what can be done about it', async () => {
    await first('broken crashed');
    expect((await menu()).slice(1, 5)).toEqual(['Open log at crash', 'Start broken', 'Mute for 1 hour', '-']);
    expect(await app.tray.tooltip()).toBe('Roundhouse\nbroken crashed, 3 of 4 running');
    await row('files');
  });

  it('mutes it, and offers that no more', async () => {
    await app.tray.click(['Mute for 1 hour']);
    await until('the row to go', async () => !(await menu()).includes('Mute for 1 hour'));
    await first('broken crashed');
  });

  it('opens the window at the line where it crashed', async () => {
    await app.tray.click(['Open log at crash']);
    let at = '';
    await until('its log', async () => {
      at = (await app.windows()).map(({ url }) => url).join(' ');
      return /#\/server\/broken\/logs\?at=/.test(at);
    }).catch((error: Error) => {
      throw new Error(`${error.message}: the windows are at ${at}`);
    });
  });

  it('stops and starts what is clicked, whatever it is called', async () => {
    await app.tray.click(['R&D_notes', 'Stop']);
    await row('R&D_notes: stopped');
    expect(await app.tray.tooltip()).toBe('Roundhouse\nbroken crashed, 2 of 3 running');
    await app.tray.click(['R&D_notes: stopped', 'Start']);
    await row('R&D_notes');
    await app.tray.click(['R&D_notes', 'Stop']);
    await row('R&D_notes: stopped');
  });

  it('pauses supervision until a time, and says so beside the crash', async () => {
    await app.tray.click(['Pause supervision', 'For 1 hour']);
    await until('the pause', async () => (await menu()).some((text) => /^Paused until \d\d:\d\d$/.test(text)));
    await first('broken crashed');
    await app.tray.click(['Resume now']);
    await row('Pause supervision');
  });

  it('shows a server that is taken out of its file no more, and no icon for a restart that works', async () => {
    const file = join(app.user, '.mcp.json');
    const { mcpServers } = JSON.parse(readFileSync(file, 'utf8')) as { mcpServers: Record<string, unknown> };
    delete mcpServers.broken;
    writeFileSync(file, JSON.stringify({ mcpServers }));
    await first('2 servers healthy');
    await until('the tooltip', async () => (await app.tray.tooltip()) === 'Roundhouse\n2 servers healthy');
    const { hash } = await app.tray.icon();
    const [pid] = carrying(`ROUNDHOUSE_HOME=${app.home}`).filter((each) =>
      readFileSync(`/proc/${each}/cmdline`, 'utf8').includes('echo.sh'),
    );
    expect(pid).toBeDefined();
    process.kill(pid!, 'SIGKILL');
    const end = Date.now() + 4000;
    while (Date.now() < end) {
      expect((await app.tray.icon()).hash).toBe(hash);
      await new Promise((done) => setTimeout(done, 100));
    }
    await first('2 servers healthy');
  });
});

describe.skipIf(withoutDesk('the desktop app before its panel', 'xfce4-panel'))('started hidden, as at login', () => {
  const started = async (desk: Desk) => {
    const app = new DesktopApp({ desk, args: ['--hidden'] });
    writeFileSync(join(app.user, '.mcp.json'), JSON.stringify({ mcpServers: { files: cheap() } }));
    return app.start();
  };

  it('goes into the panel that comes a moment later, and shows no window', async () => {
    const desk = await openDesk();
    const app = await started(desk);
    try {
      await sleep(2500);
      await desk.startTray();
      await until('the tray', async () => (await app.tray.name()) !== null && (await app.tray.isShown()));
      await sleep(1000);
      expect(await app.windows()).toEqual([]);
    } finally {
      await app.close();
      await desk.close();
    }
  });

  it('shows its window where no panel comes: nobody could reach it', async () => {
    const desk = await openDesk();
    const app = await started(desk);
    try {
      await until('the window', async () => (await app.windows())[0]?.isVisible === true, 20_000);
    } finally {
      await app.close();
      await desk.close();
    }
  });
});
