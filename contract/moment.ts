// Durations and points in time as people type them: `15m`, `1h30m`, `2026-11-21T08:00:00Z`.
const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90s`, `15m`, `1h30m` in milliseconds; null when it is none. A bare number is none: nobody knows its unit. */
export function durationMs(text: string): number | null {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/gy)];
  if (parts.length === 0 || parts.reduce((length, part) => length + part[0].length, 0) !== text.trim().length) return null;
  const total = parts.reduce((sum, part) => sum + Number(part[1]) * unitMs[part[2]!]!, 0);
  return Number.isFinite(total) && total <= maxAgeMs ? Math.round(total) : null;
}
const maxAgeMs = 100 * 365 * unitMs.d!;

/** An ISO time, seconds or milliseconds since 1970, or an age (`10m` = ten minutes before `now`); null when it is none of them. */
export function momentOf(text: string, now: Date): Date | null {
  const age = durationMs(text);
  if (age !== null) return new Date(now.getTime() - age);
  if (/^\d{10}$/.test(text)) return new Date(Number(text) * 1000);
  if (/^\d{13}$/.test(text)) return new Date(Number(text));
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return null;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time;
}
