// Hours in which nobody is told anything: by the clock on the wall, also over midnight and when the clocks change.

export type QuietHours = { from: string; until: string } | null;

const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/** `HH:MM` in minutes of the day; null when it is none */
function minutesOf(text: string): number | null {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

export function isQuiet(quiet: QuietHours, at: number): boolean {
  if (quiet === null) return false;
  const [from, until] = [minutesOf(quiet.from), minutesOf(quiet.until)];
  // hours that begin when they end are none
  if (from === null || until === null || from === until) return false;
  const clock = new Date(at);
  const now = clock.getHours() * 60 + clock.getMinutes();
  return from < until ? from <= now && now < until : from <= now || now < until;
}

/** When they are over, while they last. Looked for by the minute: an hour that the clocks leave out or have twice needs no rule of its own. */
export function quietEnd(quiet: QuietHours, at: number): number {
  let minute = Math.floor(at / minuteMs) + 1;
  for (const last = minute + 2 * dayMinutes; minute < last && isQuiet(quiet, minute * minuteMs); minute++);
  return minute * minuteMs;
}
