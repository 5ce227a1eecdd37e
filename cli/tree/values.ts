// Reads the values of options; what cannot be read is a usage error that says what would be right.
import { InvalidArgumentError } from 'commander';
import { durationMs, momentOf } from '../../contract/moment.ts';

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

export function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It must be a port from 0 to 65535; 0 picks a free one.');
  return Number(text);
}

export function duration(text: string): number {
  const ms = durationMs(text);
  if (ms === null || ms <= 0) throw new InvalidArgumentError('It must be a duration like 30s, 15m or 1h30m.');
  return ms;
}

export function moment(text: string): Date {
  const at = momentOf(text, new Date());
  if (at === null) throw new InvalidArgumentError('It must be a duration like 10m, or a time like 2026-11-21T08:00.');
  return at;
}

export function pattern(text: string): string {
  try {
    new RegExp(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(`It must be a regular expression: ${(error as Error).message}.`);
  }
}

export function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/** `KEY=VALUE`, repeatable */
export function setting(text: string, before: Record<string, string> | undefined): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be KEY=VALUE.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** `Name: value`, repeatable */
export function header(text: string, before: Record<string, string> | undefined): Record<string, string> {
  const found = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*[:=]\s*(.*)$/.exec(text);
  if (!found) throw new InvalidArgumentError("It must be 'Name: value'.");
  return { ...before, [found[1]!]: found[2]! };
}

export function jsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`It must be JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidArgumentError('It must be a JSON object, like \'{"path": "notes.md"}\'.');
  return value as Record<string, unknown>;
}
