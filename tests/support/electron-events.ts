// Stand-ins for what Electron hands to a listener of the bridge: a window's contents, a frame in it, and the door of the main process.
import type { BridgeEdge } from '../../electron/bridge/answer.ts';
import type { Own, Sender } from '../../electron/bridge/sender.ts';

export const ownContents = (id = 1): Own => ({ id, isDestroyed: () => false });

type Frame = NonNullable<Sender['senderFrame']>;
export const frame = (url = 'app://roundhouse/', more: Partial<Frame> = {}): Frame => ({
  url,
  parent: null,
  detached: false,
  isDestroyed: () => false,
  ...more,
});

export const from = (senderFrame: Frame | null = frame(), id = 1): Sender => ({ sender: { id }, senderFrame });

type Ipc = BridgeEdge['ipc'];

export interface Door {
  ipc: Ipc;
  channels(): string[];
  ask(channel: string, sender: Sender, ...given: unknown[]): Promise<unknown>;
}

export function door(): Door {
  const handlers = new Map<string, Parameters<Ipc['handle']>[1]>();
  const ipc: Ipc = {
    handle: (channel, listener) => void handlers.set(channel, listener),
    removeHandler: (channel) => void handlers.delete(channel),
  };
  return {
    ipc,
    channels: () => [...handlers.keys()],
    ask: async (channel, sender, ...given) => handlers.get(channel)!(sender as never, ...given),
  };
}
