// A key in the keyring of the operating system, by the program that comes with it: no library of ours, nothing to compile. Nothing secret
// is ever an argument: other users can read those.
import { spawn } from 'node:child_process';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** a locked keyring asks its person, who may not be there */
const PATIENCE_MS = 4_000;
const CIPHER = 'aes-256-gcm';

export interface Seal {
  seal(text: string): string;
  open(text: string): string;
}

export interface KeyringParts {
  env: Record<string, string | undefined>;
  platform: NodeJS.Platform;
  /** which installation: each has a key of its own */
  home: string;
}

interface Tool {
  look: [command: string, ...args: string[]];
  keep: [command: string, ...args: string[]];
  /** what `keep` reads */
  input(secret: string): string;
}

function toolFor({ env, platform, home }: KeyringParts): Tool | null {
  if (platform === 'darwin') {
    return {
      look: ['security', 'find-generic-password', '-s', 'Roundhouse', '-a', home, '-w'],
      keep: ['security', '-i'],
      input: (secret) => `add-generic-password -U -s Roundhouse -a ${home} -w ${secret}\n`,
    };
  }
  // without a session bus there is nobody to ask, and looking would start one
  if (platform !== 'linux' || !env.DBUS_SESSION_BUS_ADDRESS) return null;
  const place = ['application', 'roundhouse', 'home', home];
  return {
    look: ['secret-tool', 'lookup', ...place],
    keep: ['secret-tool', 'store', '--label=Roundhouse', ...place],
    input: (secret) => secret,
  };
}

/** The seal with the key of this installation; `make`: a key is made when there is none. Null: there is no keyring that could be used now. */
export async function sealOfKeyring(parts: KeyringParts, make: boolean): Promise<Seal | null> {
  const tool = toolFor(parts);
  if (!tool) return null;
  const found = await read(tool, parts);
  if (found || !make) return found && sealWith(found, parts.home);
  const fresh = randomBytes(32);
  await run(tool.keep, tool.input(fresh.toString('hex')), parts);
  // what was kept is what is there: a keyring may say yes and keep nothing
  const kept = await read(tool, parts);
  return kept?.equals(fresh) ? sealWith(kept, parts.home) : null;
}

async function read(tool: Tool, parts: KeyringParts): Promise<Buffer | null> {
  const said = (await run(tool.look, '', parts))?.trim() ?? '';
  return /^[0-9a-f]{64}$/.test(said) ? Buffer.from(said, 'hex') : null;
}

/** null: it is not there, did not end in time, or failed: all the same to us, there is the file */
function run([command, ...args]: [string, ...string[]], input: string, { env }: KeyringParts): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    let said = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    child.on('error', () => {
      clearTimeout(timer);
      resolve(null);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? said : null);
    });
    child.stdin.on('error', () => {}); // it ended without reading: its code says so
    child.stdin.end(input);
  });
}

export function sealWith(key: Buffer, home: string): Seal {
  return {
    seal(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(home));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const parts = [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64'));
      return `${JSON.stringify({ version: 1, sealed: CIPHER, parts })}\n`;
    },
    open(text) {
      const [nonce, tag, sealed] = (JSON.parse(text).parts as string[]).map((part) => Buffer.from(part, 'base64'));
      const decipher = createDecipheriv(CIPHER, key, nonce!, { authTagLength: 16 }).setAAD(Buffer.from(home)).setAuthTag(tag!);
      return Buffer.concat([decipher.update(sealed!), decipher.final()]).toString('utf8');
    },
  };
}

export const isSealed = (text: string): boolean => text.startsWith('{"version":1,"sealed":');
