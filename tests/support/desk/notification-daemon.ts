// A notification daemon that draws nothing: it keeps what it was sent, and does what a test says the person does.

import type { Variant } from 'dbus-next';
import dbus, { type MessageBus, sessionBus } from 'dbus-next';

const { Interface } = dbus.interface;

export interface Notice {
  id: number;
  app: string;
  title: string;
  body: string;
  actions: string[];
  urgency: number;
  isOpen: boolean;
}

class Daemon extends Interface {
  readonly received: Notice[] = [];

  constructor() {
    super('org.freedesktop.Notifications');
  }
  Notify(
    app: string,
    replaces: number,
    _icon: string,
    title: string,
    body: string,
    actions: string[],
    hints: Record<string, Variant>,
  ): number {
    const id = replaces || this.received.length + 1;
    for (const before of this.received) if (before.id === id) before.isOpen = false;
    this.received.push({ id, app, title, body, actions, urgency: Number(hints.urgency?.value ?? 1), isOpen: true });
    return id;
  }
  CloseNotification(id: number): void {
    this.end(id, 3);
  }
  GetCapabilities(): string[] {
    return ['actions', 'body'];
  }
  GetServerInformation(): [string, string, string, string] {
    return ['recording daemon', 'tests', '1', '1.2'];
  }
  ActionInvoked(id: number, action: string): [number, string] {
    return [id, action];
  }
  NotificationClosed(id: number, reason: number): [number, number] {
    return [id, reason];
  }
  end(id: number, reason: number): void {
    const open = this.received.findLast((notice) => notice.id === id && notice.isOpen);
    if (!open) return;
    open.isOpen = false;
    this.NotificationClosed(id, reason);
  }
}

Daemon.configureMembers({
  methods: {
    Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    CloseNotification: { inSignature: 'u', outSignature: '' },
    GetCapabilities: { inSignature: '', outSignature: 'as' },
    GetServerInformation: { inSignature: '', outSignature: 'ssss' },
  },
  signals: { ActionInvoked: { signature: 'us' }, NotificationClosed: { signature: 'uu' } },
});

export interface RecordingDaemon {
  /** all that were sent, in order; a replaced one is no longer open */
  received(): readonly Notice[];
  /** the person clicks it; a daemon takes it off the screen then */
  click(id: number): void;
  dismiss(id: number): void;
  expire(id: number): void;
  close(): void;
}

export async function startRecordingDaemon(busAddress: string): Promise<RecordingDaemon> {
  const bus: MessageBus = sessionBus({ busAddress });
  const daemon = new Daemon();
  await bus.requestName('org.freedesktop.Notifications', 0);
  bus.export('/org/freedesktop/Notifications', daemon);
  return {
    received: () => daemon.received,
    click(id) {
      daemon.ActionInvoked(id, 'default');
      daemon.end(id, 2);
    },
    dismiss: (id) => daemon.end(id, 2),
    expire: (id) => daemon.end(id, 1),
    close: () => bus.disconnect(),
  };
}
