// A config that cannot be used, or a part of it: where, what, and what to do.
import type { Problem } from '../../contract/server.ts';
import { sanitise } from './sanitise.ts';

export function problemLine({ file, line, column, message, next, level }: Problem): string {
  const at = [file, line, line === null ? null : column].filter((part) => part !== null).join(':');
  return sanitise(`${at}: ${level === 'warning' ? 'warning: ' : ''}${message}${next === null ? '' : `. ${next}`}`, false);
}
