// Events as Electron's: the first argument can be asked not to let the usual happen.
import type { EventEmitter } from 'node:events';

export interface Preventable {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
}

export function preventable<T extends object>(more: T = {} as T): Preventable & T {
  let prevented = false;
  const event = {
    preventDefault() {
      prevented = true;
    },
    get defaultPrevented() {
      return prevented;
    },
  };
  return Object.defineProperties(event, Object.getOwnPropertyDescriptors(more)) as Preventable & T;
}

/** True: a listener prevented what usually follows. */
export function emitPreventable(from: EventEmitter, name: string, ...args: unknown[]): boolean {
  const event = preventable();
  from.emit(name, event, ...args);
  return event.defaultPrevented;
}
