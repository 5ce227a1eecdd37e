import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from '../support/desk/desk.ts';
import { withoutDesk } from '../support/desk/programs.ts';
import { until } from '../support/live-engine.ts';
import { Demo, look, withDemo } from './demo.ts';

describe.skipIf(withoutDesk('tray and notifications of the stand-in for Electron', 'xfce4-panel'))('in the tray', () => {
  let desk: Desk;
  let app: Demo;
  beforeAll(async () => {
    desk = await openDesk({ tray: true, notifications: 'recorded' });
    app = await new Demo(desk, '--hidden').start();
    await until('the panel to show it', async () => (await app.tray.name()) !== null && (await app.tray.isShown()));
  });
  afterAll(async () => {
    await app?.close();
    await desk?.close();
  });

  it('there is a menu with rows, and rows below rows', async () => {
    expect(await app.tray.menu()).toEqual([
      'Open',
      '-',
      'Count 0',
      'under_score & co',
      '  Stop',
      'Checked',
      'Worse',
      'Notify',
      'Ask',
      'Quit',
    ]);
    const rows = await app.tray.rows();
    expect(rows[2]).toMatchObject({ enabled: false });
    expect(rows[4]).toMatchObject({ checked: true });
  });

  it('a row is chosen, also below another', async () => {
    await app.tray.click(['Open']);
    await app.noted('chosen Open');
    await app.tray.click(['under_score & co', 'Stop']);
    await app.noted('chosen Stop');
    await app.tray.click(['Checked']);
    await app.noted('checked false');
    await app.tray.activate();
    await app.noted('tray click');
  });

  it('icon, tooltip and menu change', async () => {
    const before = await app.tray.icon();
    expect(before).toMatchObject({ width: 22, height: 22 });
    // alpha, red, green, blue of the middle
    const middle = (argb: Buffer) => [...argb.subarray((11 * 22 + 11) * 4, (11 * 22 + 11) * 4 + 4)];
    expect(middle(before.argb)).toEqual([255, 0, 128, 0]);
    expect(await app.tray.tooltip()).toBe('3 fine');
    await app.tray.click(['Worse']);
    await until('the tooltip to change', async () => (await app.tray.tooltip()) === '1 crashed');
    const after = await app.tray.icon();
    expect(middle(after.argb)).toEqual([255, 255, 0, 0]);
    expect(after.hash).not.toBe(before.hash);
    expect(await app.tray.menu()).toContain('Count 1');
    await look(desk, 'tray');
  });

  it('the panel itself shows the menu, and a click of the mouse chooses', async () => {
    const notes = async () => (await app.notes()).filter((note) => note === 'chosen Open').length;
    const before = await notes();
    // a busy machine may be late with the menu: then the keys find nothing to choose, and it is tried again
    await until(
      'the row to be chosen',
      async () => {
        await desk.run('xdotool', 'key', 'Escape');
        await desk.run('xdotool', 'mousemove', '1264', '16', 'click', '3');
        await new Promise((done) => setTimeout(done, 700));
        await look(desk, 'tray-menu');
        await desk.run('xdotool', 'key', 'Down', 'Return');
        await new Promise((done) => setTimeout(done, 300));
        return (await notes()) > before;
      },
      20_000,
    );
  });

  it('a panel that comes again has it again', async () => {
    await desk.stopTray();
    expect(await app.tray.isShown()).toBe(false);
    await desk.startTray();
    await until('the new panel to show it', () => app.tray.isShown());
  });

  it('a notification is shown, and clicked', async () => {
    await app.tray.click(['Notify']);
    await app.noted('notification show');
    const [notice] = desk.notifications.received();
    expect(notice).toMatchObject({
      app: 'Demo',
      title: 'files is down',
      body: 'It ended with 1.',
      urgency: 2,
      actions: ['default', 'View'],
      isOpen: true,
    });
    desk.notifications.click(notice!.id);
    await app.noted('notification click');
    await app.noted('notification close');
  });

  it('a dialog waits for the person', async () => {
    await app.tray.click(['Ask']);
    await until('the question', async () => (await app.control.ask('questions')).length === 1);
    const [question] = await app.control.ask('questions');
    expect(question?.options).toMatchObject({ message: 'Sure?', buttons: ['Yes', 'No'] });
    await app.control.ask('answer', { question: question!.id, answer: { response: 1, checkboxChecked: false } });
    await app.noted('answered 1');
  });

  it('the machine does what the test says', async () => {
    await app.control.ask('emit', { on: 'powerMonitor', event: 'resume', args: [] });
    await app.noted('power resume');
    await app.control.ask('emit', { on: 'app', event: 'open-url', args: ['roundhouse://x'] });
    await app.noted('open-url roundhouse://x');
    await app.control.ask('choose', { path: ['File', 'New'] });
    await app.noted('chosen New');
    expect(await app.control.ask('permission', { permission: 'geolocation', url: 'app://roundhouse/' })).toEqual({
      request: false,
      check: false,
    });
  });
});

describe.skipIf(withoutDesk('the stand-in for Electron without a tray', 'xfce4-panel'))('without a panel', () => {
  it('a tray never appears, also when a panel comes later; one that is made then does', () =>
    withDemo({}, ['--hidden'], async (app, desk) => {
      await app.page();
      expect(await app.tray.name()).toBe(null);
      await desk.startTray();
      await new Promise((done) => setTimeout(done, 300));
      expect(await app.tray.name()).toBe(null);
      await app.control.ask('choose', { path: ['File', 'New tray'] });
      await until('the panel to show it', async () => (await app.tray.name()) !== null && (await app.tray.isShown()));
    }));

  it('and without anybody who takes notifications, showing one fails', () =>
    withDemo({}, ['--hidden'], async (app) => {
      await app.page();
      await app.control.ask('choose', { path: ['File', 'Notify'] });
      await app.noted('notification failed');
    }));
});

describe.skipIf(withoutDesk('notifications of the stand-in for Electron with dunst', 'dunst'))('with a real notification daemon', () => {
  it('dunst shows it, and its action is the click', () =>
    withDemo({ notifications: 'dunst' }, ['--hidden'], async (app, desk) => {
      await app.page();
      await app.control.ask('choose', { path: ['File', 'Notify'] });
      await app.noted('notification show');
      await new Promise((done) => setTimeout(done, 400));
      await look(desk, 'dunst');
      await desk.run('dunstctl', 'action', '0');
      await app.noted('notification click');
    }));
});
