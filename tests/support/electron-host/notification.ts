// `Notification` as on Linux: org.freedesktop.Notifications with one action, `default`, which is a click. As there, buttons, `silent` and
// `id` lead nowhere, and nobody learns why a notification was closed.
import { EventEmitter } from 'node:events';
import { Variant } from 'dbus-next';
import { app } from './app.ts';
import { callOn, onSignal } from './bus/call.ts';
import { bus } from './bus/session-bus.ts';
import { preventable } from './events.ts';
import { imageOf } from './native-image.ts';

type Options = Electron.NotificationConstructorOptions;
type Used = 'show' | 'close' | 'title' | 'subtitle' | 'body' | 'silent' | 'urgency' | 'timeoutType' | 'actions' | 'id' | 'groupId';

const daemon = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
};
const urgencies = { low: 0, normal: 1, critical: 2 };
const shown = new Map<number, Notification>();
let following: Promise<void> | null = null;

async function follow(): Promise<void> {
  const on = await bus();
  await onSignal(on, `interface='${daemon.interface}',member='ActionInvoked'`, ({ body: [id, action] }) => {
    if (action === 'default') shown.get(id)?.emit('click', preventable());
  });
  await onSignal(on, `interface='${daemon.interface}',member='NotificationClosed'`, ({ body: [id] }) => {
    const closed = shown.get(id);
    shown.delete(id);
    closed?.emit('close', preventable());
  });
}

export class Notification extends EventEmitter implements Pick<Electron.Notification, Used> {
  /** libnotify is there or it is not; whether somebody shows what it sends is not asked */
  static isSupported = (): boolean => true;
  static handleActivation = (): void => {};
  static getHistory = async (): Promise<Notification[]> => [];
  static remove = (): void => {};

  title: string;
  subtitle: string;
  body: string;
  silent: boolean;
  urgency: 'normal' | 'critical' | 'low';
  timeoutType: 'default' | 'never';
  actions: Electron.NotificationAction[];
  readonly id: string;
  readonly groupId: string;
  readonly icon: Options['icon'];
  #shownAs = 0;

  constructor(given: Options = {}) {
    super();
    this.title = given.title ?? '';
    this.subtitle = given.subtitle ?? '';
    this.body = given.body ?? '';
    this.silent = given.silent ?? false;
    this.urgency = given.urgency ?? 'normal';
    this.timeoutType = given.timeoutType ?? 'default';
    this.actions = given.actions ?? [];
    this.id = given.id ?? '';
    this.groupId = given.groupId ?? '';
    this.icon = given.icon;
  }

  show = (): void => {
    this.close();
    this.#send().catch((error: Error) => {
      console.error(`electron-host: notify_notification_show: ${error.message}`);
      this.emit('failed', preventable(), '');
    });
  };

  async #send(): Promise<void> {
    const on = await bus();
    following ??= follow();
    await following;
    const [capabilities] = await callOn(on, { ...daemon, member: 'GetCapabilities' });
    const actions = (capabilities as string[]).includes('actions') ? ['default', 'View'] : [];
    const hints: Record<string, Variant> = { urgency: new Variant('y', urgencies[this.urgency]), ...this.#picture() };
    const timeout = this.timeoutType === 'never' ? 0 : -1;
    const body = [app.getName(), 0, '', this.title, this.body, actions, hints, timeout];
    const [id] = await callOn(on, { ...daemon, member: 'Notify', signature: 'susssasa{sv}i', body });
    this.#shownAs = Number(id);
    shown.set(this.#shownAs, this);
    this.emit('show', preventable());
  }

  #picture(): Record<string, Variant> {
    const pixels = this.icon ? imageOf(this.icon).pixels()[0] : undefined;
    if (!pixels) return {};
    const { width, height, rgba } = pixels;
    return { 'image-data': new Variant('(iiibiiay)', [width, height, width * 4, true, 8, 4, rgba]) };
  }

  close = (): void => {
    const id = this.#shownAs;
    if (id === 0) return;
    this.#shownAs = 0;
    bus()
      .then((on) => callOn(on, { ...daemon, member: 'CloseNotification', signature: 'u', body: [id] }))
      .catch(() => {}); // it was gone already, or the daemon is
  };
}
