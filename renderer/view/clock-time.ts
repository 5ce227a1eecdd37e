/** A time of day as people type it, `7:30`, `22`, `2215`, as `HH:MM`; null when it is none. */
export function clockOf(typed: string): string | null {
  const [, hours, minutes = '00'] = /^(\d{1,2})(?:[:.]?([0-5]\d))?$/.exec(typed.trim()) ?? [];
  return hours === undefined || Number(hours) > 23 ? null : `${hours.padStart(2, '0')}:${minutes}`;
}
