// Durations, sizes, shares and moments as people read them. Units with a space, one decimal under 10.
import { catalogue } from './catalogue.ts';
import { english } from './english.ts';

const locale = 'en';
export const say = catalogue(locale, english);

/** Reasons are written to stand after a colon; alone they begin as a sentence does. */
export const sentenceCase = (text: string): string => text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1);

/** What is shown where a value is not known. */
export const nothing = '–';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** "3 s", "12 min", "5 h 12 min", "3 d 4 h": never more than two units, rounded down. */
export function duration(ms: number): string {
  const left = Math.max(0, ms);
  if (left < minute) return `${Math.floor(left / second)} s`;
  if (left < hour) return `${Math.floor(left / minute)} min`;
  if (left < day) return two(Math.floor(left / hour), 'h', Math.floor((left % hour) / minute), 'min');
  return two(Math.floor(left / day), 'd', Math.floor((left % day) / hour), 'h');
}

/** What is left until a moment: rounded up, so that it reaches "0 s" only when it is due. */
/** Runs that crash at once last for less than a second: "0.3 s". */
export const shortAge = (ms: number): string => (ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms));

export function countdown(ms: number): string {
  return duration(Math.ceil(Math.max(0, ms) / second) * second);
}

function two(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

const sizes = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** "512 B", "8.2 MB", "62 MB", "1.2 GB"; powers of 1024, as the system's own monitors count. */
export function bytes(value: number | null): string {
  if (value === null) return nothing;
  let amount = Math.max(0, value);
  let unit = 0;
  // 1023.5 would be shown as 1024 of the smaller unit
  while (amount >= 1023.5 && unit < sizes.length - 1) {
    amount /= 1024;
    unit++;
  }
  const digits = unit === 0 || amount >= 9.95 || amount === 0 ? 0 : 1;
  return `${amount.toFixed(digits)} ${sizes[unit]}`;
}

/** Share of one core: "0.4 %", "12.8 %", "104 %". */
export function percent(value: number | null): string {
  if (value === null) return nothing;
  const amount = Math.max(0, value);
  return `${amount.toFixed(amount >= 99.95 ? 0 : 1)} %`;
}

/** Made when it is first asked for: each takes longer to make than most pages need to say anything. */
function formats<T extends Intl.NumberFormat | Intl.DateTimeFormat>(make: () => T): { format(value: number): string } {
  let made: T | undefined;
  return {
    format(value) {
      made ??= make();
      return made.format(value);
    },
  };
}

const whole = formats(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }));
const tenths = formats(() => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }));

/** "412", "12,800" */
export function count(value: number | null): string {
  return value === null ? nothing : whole.format(value);
}

/** How long an answer took: "4.2 ms", "410 ms", "1.3 s", "14 s". */
export function latency(ms: number | null): string {
  if (ms === null) return nothing;
  if (ms === 0) return '0 ms';
  const [amount, unit] = ms < 999.5 ? [ms, 'ms'] : [ms / second, 's'];
  return `${(amount < 9.95 ? tenths : whole).format(amount)} ${unit}`;
}

const dateFormats = (options: Intl.DateTimeFormatOptions) => formats(() => new Intl.DateTimeFormat(locale, options));
const clocks = dateFormats({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const shortClocks = dateFormats({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const weekdays = dateFormats({ weekday: 'long' });
const dates = dateFormats({ day: 'numeric', month: 'short', year: 'numeric' });

/** "12:07:48" in the reader's time zone. */
export function clock(at: number): string {
  return clocks.format(at);
}

/** "12:07" */
export function shortClock(at: number): string {
  return shortClocks.format(at);
}

/** Relative under an hour, then the clock today, the weekday this week, and the date. */
export function when(at: number, now: number): string {
  const age = now - at;
  if (age < second) return say('when.now');
  if (age < hour) return say('when.ago', { age: duration(age) });
  if (new Date(at).toDateString() === new Date(now).toDateString()) return say('when.clock', { clock: shortClock(at) });
  // six days: the same weekday a week ago must not read as today
  if (age < 6 * day) return say('when.day', { day: weekdays.format(at) });
  return say('when.day', { day: dates.format(at) });
}
