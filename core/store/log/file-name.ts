// A server's name as a file name: any name, no path, on every platform, and never the engine's own log.

export const engineLogName = 'roundhouse';

export function logFileName(server: string): string {
  const safe = server.replace(/[^A-Za-z0-9._@-]/gu, (character) => encode(character));
  // `con.log` is a device on Windows; `roundhouse.log` is the engine's
  const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(safe) || safe.toLowerCase() === engineLogName;
  return `${reserved ? encode(safe[0]!) + safe.slice(1) : safe}.log`;
}

/** null: not one of our files */
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
