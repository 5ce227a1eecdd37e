// The least of D-Bus that is needed to ask two questions and to hear of changes: calls with texts, answers of yes or no, signals
// without what they carry. A child process (`gdbus`, `busctl`) would have to stay alive for that, and is not on every desktop.
import { connect, type Socket } from 'node:net';

export interface Call {
  to: string;
  path: string;
  of: string;
  method: string;
  texts: readonly string[];
}

export interface SessionBus {
  /** whether the answer is true; no answer, or an error, is no */
  ask(call: Call): Promise<boolean>;
  /** `rule` as the bus takes it */
  listen(rule: string): void;
  close(): void;
}

const bus = { to: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', of: 'org.freedesktop.DBus' } as const;
/** of the head of a message: a name that nobody has is not to be started, and what needs no answer says so */
const flags = { none: 2, noAnswer: 1 } as const;
const kinds = { answer: 2, error: 3, signal: 4 } as const;

/** The first address that is a socket of this machine; null: there is none. */
export function addressOf(env: Record<string, string | undefined>): string | null {
  const given = env.DBUS_SESSION_BUS_ADDRESS ?? (env.XDG_RUNTIME_DIR ? `unix:path=${env.XDG_RUNTIME_DIR}/bus` : '');
  for (const address of given.split(';')) {
    const found = /^unix:(?:.*,)?(path|abstract)=([^,]+)/.exec(address);
    if (found) return `${found[1] === 'abstract' ? '\0' : ''}${decodeURIComponent(found[2]!)}`;
  }
  return null;
}

export function sessionBus(address: string, { onSignal, onEnd }: { onSignal(): void; onEnd(): void }): SessionBus {
  const socket: Socket = connect(address);
  const waiting: ((answer: boolean) => void)[] = [];
  let serial = 0;
  let isOpen = false;
  let unread: Buffer = Buffer.alloc(0);

  const send = (call: Call, flag: number): void => {
    socket.write(messageOf(call, ++serial, flag));
  };
  // answers come in the order of the questions: each waits for the one before, and the first for being let in
  let letIn = (): void => undefined;
  let last: Promise<unknown> = new Promise<void>((done) => {
    letIn = done;
  });
  const ask = (call: Call): Promise<boolean> => {
    const next = last.then(
      () =>
        new Promise<boolean>((answer) => {
          if (socket.destroyed) return answer(false);
          waiting.push(answer);
          send(call, flags.none);
        }),
    );
    last = next;
    return next;
  };

  socket.on('connect', () => socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')}\r\n`));
  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    if (!isOpen) {
      if (!unread.includes('\r\n')) return;
      if (!unread.toString('latin1').startsWith('OK ')) return void socket.destroy();
      unread = Buffer.alloc(0);
      isOpen = true;
      socket.write('BEGIN\r\n');
      letIn();
      return;
    }
    for (let message = taken(); message; message = taken()) {
      const kind = message[1];
      // a truth is four bytes, and nothing else is asked for
      if (kind === kinds.answer) waiting.shift()?.(message.length >= 4 && message.readUInt32LE(message.length - 4) === 1);
      else if (kind === kinds.error) waiting.shift()?.(false);
      else if (kind === kinds.signal) onSignal();
    }
  });
  // `close` follows, and tells it
  socket.on('error', () => undefined);
  socket.on('close', () => {
    letIn();
    for (const answer of waiting.splice(0)) answer(false);
    onEnd();
  });
  // it keeps nothing alive
  socket.unref();

  function taken(): Buffer | null {
    if (unread.length < 16) return null;
    const length = 16 + padded(unread.readUInt32LE(12), 8) + unread.readUInt32LE(4);
    if (unread.length < length) return null;
    const message = unread.subarray(0, length);
    unread = unread.subarray(length);
    return message;
  }

  void ask({ ...bus, method: 'Hello', texts: [] });
  return {
    ask,
    listen: (rule) => void last.then(() => socket.destroyed || send({ ...bus, method: 'AddMatch', texts: [rule] }, flags.noAnswer)),
    close: () => void socket.destroy(),
  };
}

const padded = (length: number, to: number): number => Math.ceil(length / to) * to;

function messageOf({ to, path, of, method, texts }: Call, serial: number, flag: number): Buffer {
  const body = packed(texts.map((text) => ['', text]));
  const signature = 's'.repeat(texts.length);
  const fields = packed([
    ['\x01\x01o\0', path],
    ['\x02\x01s\0', of],
    ['\x03\x01s\0', method],
    ['\x06\x01s\0', to],
    ...(texts.length === 0 ? [] : [['\x08\x01g\0', signature] as const]),
  ]);
  const head = Buffer.alloc(16);
  head.write('l\x01', 'latin1');
  head[2] = flag;
  head[3] = 1;
  head.writeUInt32LE(body.length, 4);
  head.writeUInt32LE(serial, 8);
  head.writeUInt32LE(fields.length, 12);
  return Buffer.concat([head, fields, Buffer.alloc(padded(fields.length, 8) - fields.length), body]);
}

/** Texts, each behind what stands before it: the fields of a head begin at every eighth byte, texts of a body at every fourth. */
function packed(texts: readonly (readonly [before: string, text: string])[]): Buffer {
  let all: Buffer = Buffer.alloc(0);
  for (const [before, text] of texts) {
    const gap = Buffer.alloc(padded(all.length, before === '' ? 4 : 8) - all.length);
    const bytes = Buffer.from(`${text}\0`, 'utf8');
    const isSignature = before.includes('g');
    const length = Buffer.alloc(isSignature ? 1 : 4);
    if (isSignature) length[0] = bytes.length - 1;
    else length.writeUInt32LE(bytes.length - 1);
    all = Buffer.concat([all, gap, Buffer.from(before, 'latin1'), length, bytes]);
  }
  return all;
}
