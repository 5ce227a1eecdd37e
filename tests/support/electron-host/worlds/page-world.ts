// In the page's own world, before its scripts: puts there what the preload exposes. Its source is put into the page.
import type { BridgeEnd } from './bridge-end.ts';

export function pageWorld(end: BridgeEnd): void {
  const freeze = (value: unknown): unknown => {
    if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
      for (const each of Object.values(value)) freeze(each);
      Object.freeze(value);
    }
    return value;
  };
  end.onMessage((message) => {
    if (typeof message.expose !== 'string') return;
    Object.defineProperty(window, message.expose, { value: freeze(end.unpack(message.value)), enumerable: true });
  });
}
