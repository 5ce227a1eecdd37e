// A value of a config as it may be shown, by its place.
import { pinModes } from '../../contract/trust.ts';
import { maskArgs, maskNamed } from './mask.ts';
import type { Plain } from './tree.ts';

export function maskedPlain(path: readonly string[], value: Plain): Plain {
  const name = path.at(-1) ?? '';
  if (Array.isArray(value)) {
    const isArgv = (name === 'args' || name === 'command') && value.every((item) => typeof item === 'string');
    return isArgv ? maskArgs(value as string[]) : value.map((item) => maskedPlain(path, item));
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskedPlain([...path, key], inner)]));
  }
  // a number may be a secret too, where its name says so
  const holdsWords = path.at(-2) === 'env' || path.at(-2) === 'headers';
  // our own key of that name says what becomes of changes, and is no number to keep to oneself
  if (name === 'pin' && !holdsWords && pinModes.some((mode) => mode === value)) return value;
  if (typeof value === 'string' || (holdsWords && value !== null)) return maskNamed(name, String(value));
  return value;
}
