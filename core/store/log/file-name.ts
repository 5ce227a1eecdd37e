// A server's name as a file name: any name, no path, on every platform, and never the engine's own log.
import { createHash } from 'node:crypto';

export const engineLogName = 'roundhouse';

/** file systems take 255 bytes, and `.log.12` comes after it */
const longest = 200;

export function logFileName(server: string): string {
  const safe = server.replace(/[^A-Za-z0-9._@-]/gu, (character) => encode(character));
  // `con.log` is a device on Windows; `roundhouse.log` is the engine's
  const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(safe) || safe.toLowerCase() === engineLogName;
  return `${shorten(reserved ? encode(safe[0]!) + safe.slice(1) : safe)}.log`;
}

/** `~` stands in no other name. A shortened one does not tell whose it is; who knows the server finds it. */
function shorten(name: string): string {
  if (name.length <= longest) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${name.slice(0, longest - hash.length - 1).replace(/%[^%]?$/, '')}~${hash}`;
}

/** null: not one of our files, or one whose name was too long */
export function serverOfFile(file: string): string | null {
  if (!file.endsWith('.log') || file === `${engineLogName}.log`) return null;
  const name = file.slice(0, -'.log'.length);
  const bytes = name.replace(/%([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const server = Buffer.from(bytes, 'latin1').toString('utf8');
  return logFileName(server) === file ? server : null;
}

function encode(character: string): string {
  return [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
