// Electron's notifications on the systems that are not at hand: a stand-in for its class, of the parts that are used.
import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivationArguments, NotificationConstructorOptions } from '../../../electron/notify/system.ts';
import type { Pressed, SystemNotice } from '../../../electron/notify/tell.ts';

class StandIn extends EventEmitter {
  static made: StandIn[] = [];
  static delivered: StandIn[] = [];
  static removed: string[] = [];
  static supported = true;
  static activate: (details: ActivationArguments) => void = () => {};
  static handleActivation(callback: typeof StandIn.activate) {
    StandIn.activate = callback;
  }
  static getHistory = async () => StandIn.delivered;
  static isSupported = () => StandIn.supported;
  static remove = (id: string) => void StandIn.removed.push(id);
  options: NotificationConstructorOptions;
  id: string;
  shown = false;

  constructor(options: NotificationConstructorOptions) {
    super();
    this.options = options;
    this.id = options.id ?? 'random';
    StandIn.made.push(this);
  }
  show() {
    this.shown = true;
    this.emit('show', {});
  }
  close() {
    this.shown = false;
    this.emit('close', {});
  }
}
vi.mock('electron', () => ({ Notification: StandIn }));
const { electronNotifications } = await import('../../../electron/notify/system.ts');

const notice: SystemNotice = {
  title: 'postgres keeps crashing',
  body: 'Exited with code 1.',
  silent: false,
  group: 'server.down',
  groupTitle: 'Servers that are down',
  buttons: ['Open log', 'Start again'],
  isLow: false,
};
let pressed: Pressed[];
let log: string[];
const on = (platform: NodeJS.Platform) => {
  const system = electronNotifications({ platform, icon: '/app/icon.png', log: (line) => log.push(line) });
  system.onPress((one) => pressed.push(one));
  return system;
};

beforeEach(() => {
  Object.assign(StandIn, { made: [], delivered: [], removed: [], supported: true, activate: () => {} });
  pressed = [];
  log = [];
});

describe('a notification', () => {
  const common = { title: notice.title, body: notice.body, silent: false };
  const actions = [
    { type: 'button', text: 'Open log' },
    { type: 'button', text: 'Start again' },
  ];
  it.each([
    ['linux', { ...common, urgency: 'normal', icon: '/app/icon.png' }],
    ['darwin', { ...common, id: 'rh-1', groupId: 'server.down', actions }],
    ['win32', { ...common, id: 'rh-1', groupId: 'server.down', groupTitle: 'Servers that are down', actions }],
  ] as const)('on %s has what the system knows', (platform, options) => {
    on(platform).show('rh-1', notice);
    expect(StandIn.made.map((one) => one.options)).toEqual([options]);
    expect(StandIn.made[0]!.shown).toBe(true);
  });

  it('on Linux has no markup in its body, whatever a server said', () => {
    const said = { ...notice, title: 'a <b>', body: 'expected <a href="x">here</a> & there' };
    on('linux').show('rh-1', said);
    on('darwin').show('rh-2', said);
    expect(StandIn.made.map(({ options: { title, body } }) => [title, body])).toEqual([
      ['a <b>', 'expected ‹a href="x"›here‹/a› ＆ there'],
      ['a <b>', said.body],
    ]);
  });

  it('takes the place of the one of the same id, and can be taken away', () => {
    const system = on('linux');
    system.show('rh-1', notice);
    system.show('rh-1', { ...notice, isLow: true });
    expect(StandIn.made.map(({ shown, options }) => [shown, options.urgency])).toEqual([
      [false, 'normal'],
      [true, 'low'],
    ]);
    StandIn.made[1]!.emit('click', {});
    expect(pressed).toEqual([{ id: 'rh-1', button: null }]);
    system.withdraw('rh-1');
    expect(StandIn.made[1]!.shown).toBe(false);
  });

  it('on Linux goes with the app, whose clicks nobody would hear', () => {
    const system = on('linux');
    system.show('rh-1', notice);
    system.close();
    expect(StandIn.made[0]!.shown).toBe(false);
    on('darwin').show('rh-2', notice);
    expect(StandIn.made[1]!.shown).toBe(true);
  });

  it('that fails is in the log, and known', () => {
    const system = on('darwin');
    expect(system.reach()).toEqual({ state: 'unknown', reason: null });
    system.show('rh-1', notice);
    expect(system.reach().state).toBe('granted');
    StandIn.made[0]!.emit('failed', {}, 'not allowed for this app');
    expect(system.reach()).toEqual({ state: 'denied', reason: 'not allowed for this app' });
    StandIn.made[0]!.emit('failed', {}, '');
    expect(system.reach().reason).toBe('the system did not take it');
    StandIn.supported = false;
    system.show('rh-2', notice);
    expect(system.reach()).toEqual({ state: 'denied', reason: 'this system has no notifications' });
    expect(log).toEqual([
      'notification "postgres keeps crashing" could not be shown: not allowed for this app',
      'notification "postgres keeps crashing" could not be shown: the system did not take it',
      'notification "postgres keeps crashing" could not be shown: this system has no notifications',
    ]);
  });
});

describe('a click', () => {
  it('on Windows is told twice and heard once; one of before the restart is heard too', () => {
    const system = on('win32');
    system.show('rh-1', notice);
    StandIn.made[0]!.emit('action', { actionIndex: 1 });
    StandIn.activate({ type: 'action', arguments: 'type=action&action=1&tag=rh-1', actionIndex: 1 });
    expect(pressed).toEqual([{ id: 'rh-1', button: 1 }]);
    StandIn.activate({ type: 'click', arguments: 'type=click&tag=rh-of%20before' });
    StandIn.activate({ type: 'click', arguments: 'what is this' });
    expect(pressed.slice(1)).toEqual([{ id: 'rh-of before', button: null }]);
  });

  it('on Windows that started the app waits until somebody listens', () => {
    const replay = (callback: typeof StandIn.activate) => callback({ type: 'click', arguments: 'type=click&tag=rh-old' });
    const usual = StandIn.handleActivation;
    StandIn.handleActivation = replay;
    on('win32');
    StandIn.handleActivation = usual;
    expect(pressed).toEqual([{ id: 'rh-old', button: null }]);
  });

  it('on Windows works when it went from the screen into the list', () => {
    const system = on('win32');
    system.show('rh-1', notice);
    StandIn.made[0]!.emit('close', { reason: 'timedOut' });
    system.withdraw('rh-1');
    expect(StandIn.made[0]!.shown).toBe(false);
  });

  it('on macOS works on those of before the restart, and they can be taken away', async () => {
    StandIn.delivered = [new StandIn({ id: 'rh-old' })];
    const system = on('darwin');
    await vi.waitFor(() => expect(StandIn.delivered[0]!.listenerCount('click')).toBe(1));
    StandIn.delivered[0]!.emit('click', {});
    expect(pressed).toEqual([{ id: 'rh-old', button: null }]);
    system.withdraw('rh-gone');
    expect(StandIn.removed).toEqual(['rh-gone']);
  });
});
