// Values as text between processes and worlds, with what structured clone knows beyond JSON. Its source is also put into the page, so
// it must not use anything from outside itself.

export interface WireHooks {
  /** functions and promises; without hooks they cannot cross, as in structured clone */
  pack(value: unknown): unknown;
  unpack(packed: { $: string; v: unknown }): unknown;
}

export interface Wire {
  pack(value: unknown): unknown;
  unpack(packed: unknown): unknown;
}

export function wire(hooks?: WireHooks): Wire {
  type Tagged = { $: string; v: unknown };
  const pack = (value: unknown): unknown => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'number') return Number.isFinite(value) ? value : { $: 'number', v: String(value) };
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    if (typeof value === 'function' || typeof value === 'symbol' || typeof (value as { then?: unknown }).then === 'function') {
      if (hooks && typeof value !== 'symbol') return hooks.pack(value);
      throw new Error('An object could not be cloned.');
    }
    if (value instanceof Date) return { $: 'date', v: value.getTime() };
    if (value instanceof Error) return { $: 'error', v: [value.name, value.message] };
    if (value instanceof ArrayBuffer) return { $: 'buffer', v: [...new Uint8Array(value)] };
    if (value instanceof Uint8Array) return { $: 'bytes', v: [...value] };
    if (value instanceof Map) return { $: 'map', v: [...value].map((pair) => pair.map(pack)) };
    if (value instanceof Set) return { $: 'set', v: [...value].map(pack) };
    if (Array.isArray(value)) return value.map(pack);
    const entries = Object.entries(value as object).map(([key, each]) => [key, pack(each)] as const);
    return Object.hasOwn(value as object, '$') ? { $: 'entries', v: entries } : Object.fromEntries(entries);
  };
  const unpack = (packed: unknown): unknown => {
    if (packed === null || typeof packed !== 'object') return packed;
    if (Array.isArray(packed)) return packed.map(unpack);
    if (!('$' in packed)) return Object.fromEntries(Object.entries(packed).map(([key, each]) => [key, unpack(each)]));
    const { $: kind, v } = packed as Tagged;
    const list = v as unknown[];
    if (kind === 'undefined') return undefined;
    if (kind === 'number') return Number(v);
    if (kind === 'bigint') return BigInt(v as string);
    if (kind === 'date') return new Date(v as number);
    if (kind === 'error') return Object.assign(new Error(String(list[1])), { name: String(list[0]) });
    if (kind === 'buffer') return new Uint8Array(list as number[]).buffer;
    if (kind === 'bytes') return new Uint8Array(list as number[]);
    if (kind === 'map') return new Map(list.map((pair) => (pair as unknown[]).map(unpack) as [unknown, unknown]));
    if (kind === 'set') return new Set(list.map(unpack));
    if (kind === 'entries') return Object.fromEntries((list as [string, unknown][]).map(([key, each]) => [key, unpack(each)]));
    if (hooks) return hooks.unpack(packed as Tagged);
    throw new Error(`unknown on the wire: ${kind}`);
  };
  return { pack, unpack };
}
