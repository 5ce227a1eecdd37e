// The file that starts the app at login on Linux, as text: written, read and changed without touching what others put into it.
import { escapeValue, execLine, readExecLine } from './exec-line.ts';
import { say } from './words.ts';

/** says that the file is ours, wherever the app lay when it was written */
const mark = 'X-Roundhouse-Login-Item';
const head = '[Desktop Entry]';

export interface AutostartEntry {
  /** we made it */
  isOurs: boolean;
  /** neither Hidden nor switched off by the desktop's own settings */
  isOn: boolean;
  /** null: none, or none that can be read */
  command: string[] | null;
}

export function entryText(command: readonly string[]): string {
  const lines = {
    Type: 'Application',
    Version: '1.1',
    Name: 'Roundhouse',
    Comment: say('login.comment'),
    ...startOf(command),
    Icon: 'roundhouse',
    Terminal: 'false',
    StartupNotify: 'false',
    'X-GNOME-Autostart-enabled': 'true',
    [mark]: 'true',
  };
  return `${head}\n${Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')}`;
}

/** `TryExec`: when the app was removed, the session passes over the entry in silence. */
const startOf = (command: readonly string[]): Record<string, string> => ({
  TryExec: escapeValue(command[0]!),
  Exec: execLine(command),
});

export function readEntry(text: string): AutostartEntry {
  const keys = keysOf(text);
  const exec = keys.get('Exec');
  return {
    isOurs: isTrue(keys.get(mark)),
    isOn: !isTrue(keys.get('Hidden')) && keys.get('X-GNOME-Autostart-enabled')?.toLowerCase() !== 'false',
    command: exec === undefined ? null : readExecLine(exec),
  };
}

/** On, and starting this command; whatever else stands there (a delay, a translation) is kept. */
export function switchedOn(text: string, command: readonly string[]): string {
  const wanted = new Map<string, string | null>([
    ...Object.entries(startOf(command)),
    ['Hidden', null],
    ['X-GNOME-Autostart-enabled', 'true'],
    [mark, 'true'],
  ]);
  return withKeys(text, wanted);
}

/** Another place of the app; whether it is on stays as it is. */
export const movedTo = (text: string, command: readonly string[]): string => withKeys(text, new Map(Object.entries(startOf(command))));

const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true' || value === '1';

function keysOf(text: string): Map<string, string> {
  const keys = new Map<string, string>();
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('[')) inside = line.trimEnd() === head;
    const pair = inside ? pairOf(line) : null;
    // of a key that stands twice the last one counts, as for those who read the file at login
    if (pair) keys.set(pair.key, pair.value);
  }
  return keys;
}

function pairOf(line: string): { key: string; value: string } | null {
  const found = /^\s*([^#=[\]\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
  return found ? { key: found[1]!, value: found[2]! } : null;
}

/** null takes a key out; one that is missing goes to the end of the entry's own group */
function withKeys(text: string, wanted: ReadonlyMap<string, string | null>): string {
  const missing = new Map([...wanted].filter(([, value]) => value !== null));
  const lines: string[] = [];
  let inside = false;
  let end = 0;
  for (const line of text.replace(/\r?\n$/, '').split(/\r?\n/)) {
    if (line.startsWith('[')) inside = line.trimEnd() === head;
    const key = inside ? pairOf(line)?.key : undefined;
    if (key !== undefined && wanted.has(key)) {
      if (!missing.has(key)) continue; // taken out, or there a second time
      lines.push(`${key}=${missing.get(key)}`);
      missing.delete(key);
    } else {
      lines.push(line);
    }
    if (inside && line.trim() !== '') end = lines.length;
  }
  lines.splice(end, 0, ...[...missing].map(([key, value]) => `${key}=${value}`));
  return `${lines.join('\n')}\n`;
}
