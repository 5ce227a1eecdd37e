// Lists are the same for everybody who sees the same profile: their JSON is made once. Whoever sends a result may ask for its text; results
// that were not kept have none.

const texts = new WeakMap<object, string | null>();

/** Its JSON will be made when it is first asked for, and kept. The value must not change any more. */
export function keepText<T extends object>(value: T): T {
  texts.set(value, null);
  return value;
}

/** The JSON of a result that `keepText` has seen, else null. */
export function textOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const kept = texts.get(value);
  if (kept !== null) return kept ?? null;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}
