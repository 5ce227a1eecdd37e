// One end of contextBridge, the same in the page's world and in the preload's: values are copied, functions and promises become stand-ins that
// reach over. Worlds share the document alone, so they speak by events on it, which arrive at once: what is synchronous stays so.
// Its source is put into the page, so it must not use anything from outside itself.
import type { WireHooks, wire } from './wire.ts';

export interface BridgeEnd {
  pack(value: unknown): unknown;
  unpack(packed: unknown): unknown;
  say(message: object): void;
  onMessage(listener: (message: Record<string, unknown>) => void): void;
}

export function bridgeEnd(makeWire: typeof wire, outgoing: string, incoming: string): BridgeEnd {
  type Call = { call: number; number: number; args: unknown };
  type Outcome = { ok: boolean; value: unknown };
  type Settle = { resolve: (value: unknown) => void; reject: (error: unknown) => void };
  let next = 1;
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const promises = new Map<number, Settle>();
  const answers = new Map<number, Outcome>();
  const others: ((message: Record<string, unknown>) => void)[] = [];

  const say = (message: object) => document.dispatchEvent(new CustomEvent(outgoing, { detail: JSON.stringify(message) }));
  const failed = (error: unknown): Outcome => ({ ok: false, value: error instanceof Error ? error.message : String(error) });
  const settle = (id: number, promise: Promise<unknown>) =>
    promise.then(
      (value) => say({ settled: id, ok: true, value: both.pack(value) }),
      (error) => say({ settled: id, ...failed(error) }),
    );

  const hooks: WireHooks = {
    pack(value) {
      const id = next++;
      if (typeof value === 'function') {
        functions.set(id, value as (...args: unknown[]) => unknown);
        return { $: 'function', v: id };
      }
      settle(id, value as Promise<unknown>);
      return { $: 'promise', v: id };
    },
    unpack({ $: kind, v }) {
      if (kind === 'promise') return new Promise((resolve, reject) => promises.set(v as number, { resolve, reject }));
      return (...args: unknown[]) => reach(v as number, args);
    },
  };
  const both = makeWire(hooks);

  function reach(id: number, args: unknown[]): unknown {
    const number = next++;
    say({ call: id, number, args: both.pack(args) } satisfies Call);
    const outcome = answers.get(number);
    answers.delete(number);
    if (!outcome) throw new Error('The other side of the bridge is gone');
    if (!outcome.ok) throw new Error(String(outcome.value));
    return both.unpack(outcome.value);
  }

  function answer({ call, number, args }: Call): void {
    let outcome: Outcome;
    try {
      outcome = { ok: true, value: both.pack(functions.get(call)?.(...(both.unpack(args) as unknown[]))) };
    } catch (error) {
      outcome = failed(error);
    }
    say({ answered: number, ...outcome });
  }

  document.addEventListener(incoming, (event) => {
    const message = JSON.parse((event as CustomEvent<string>).detail) as Record<string, unknown>;
    if ('call' in message) answer(message as unknown as Call);
    else if ('answered' in message) answers.set(message.answered as number, message as unknown as Outcome);
    else if ('settled' in message) {
      const waiting = promises.get(message.settled as number);
      promises.delete(message.settled as number);
      if (message.ok) waiting?.resolve(both.unpack(message.value));
      else waiting?.reject(new Error(String(message.value)));
    } else for (const listener of others) listener(message);
  });
  return { pack: both.pack, unpack: both.unpack, say, onMessage: (listener) => void others.push(listener) };
}
