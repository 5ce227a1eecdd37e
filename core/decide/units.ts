// Durations and sizes as people write them: `90s`, `1m30s`, `1GiB`. A number without a unit is refused, because it would be a guess.

const durations: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const sizes: Record<string, number> = {
  b: 1,
  k: 1024,
  kb: 1000,
  kib: 1024,
  m: 1024 ** 2,
  mb: 1000 ** 2,
  mib: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1000 ** 3,
  gib: 1024 ** 3,
  t: 1024 ** 4,
  tb: 1000 ** 4,
  tib: 1024 ** 4,
};

/** Milliseconds, or null when the text is no duration. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  if (trimmed.length > 64 || !/^(\d+(\.\d+)?\s*(ms|s|min|m|h|d|w)\s*)+$/.test(trimmed)) return null;
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d|w)/g)) total += Number(amount) * durations[unit!]!;
  return Number.isSafeInteger(Math.round(total)) ? Math.round(total) : null;
}

/** Bytes, or null when the text is no size. */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s*([a-z]{1,3})$/.exec(text.trim().toLowerCase());
  const factor = match && sizes[match[2]!];
  if (!match || !factor) return null;
  const bytes = Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
