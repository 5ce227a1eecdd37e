// `ipcMain`: what pages ask of the main process.
import { EventEmitter } from 'node:events';
import { wire } from './worlds/wire.ts';

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown;
type Used = 'handle' | 'handleOnce' | 'removeHandler';

const { pack, unpack } = wire();

class IpcMain extends EventEmitter implements Pick<Electron.IpcMain, Used> {
  #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }
  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return handler(event, ...args);
    });
  }
  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** Everything as text of the wire; the failure's text is what Electron's page sees. */
  async answer(event: object, channel: string, args: unknown): Promise<{ ok: boolean; value: unknown }> {
    try {
      const handler = this.#handlers.get(channel);
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      const value = await handler(event as Electron.IpcMainInvokeEvent, ...(unpack(args) as unknown[]));
      return { ok: true, value: pack(value) };
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      return { ok: false, value: `Error invoking remote method '${channel}': ${error}` };
    }
  }

  hear(event: object, channel: string, args: unknown): void {
    this.emit(channel, event, ...(unpack(args) as unknown[]));
  }
}

export const ipcMain = new IpcMain();
