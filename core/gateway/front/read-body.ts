// The body of a POST: read once, within bounds, and parsed once.
import type { IncomingMessage } from 'node:http';
import { rpcCodes } from '../gateway.ts';
import type { RpcRefusal } from './refuse.ts';

/** deeper than any schema, and shallow enough for whatever walks it afterwards */
const mostLevels = 1000;

export type Body = { ok: true; value: unknown; bytes: number } | { ok: false; refusal: RpcRefusal | null };

export async function readBody(request: IncomingMessage, mostBytes: number): Promise<Body> {
  const { headers } = request;
  const type = headers['content-type'];
  // left out is taken for JSON: a page of a stranger cannot come here anyway
  if (type !== undefined && !/^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(type)) {
    return refused(415, rpcCodes.upstreamGone, 'The body must be application/json.');
  }
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') return refused(415, rpcCodes.upstreamGone, 'The body must not be compressed.');
  if (Number(headers['content-length'] ?? 0) > mostBytes) return tooLarge(mostBytes);
  const bytes = await collect(request, mostBytes);
  if (bytes === 'gone') return { ok: false, refusal: null };
  if (bytes === 'too large') return tooLarge(mostBytes);
  if (isDeeperThan(bytes, mostLevels)) {
    return refused(400, rpcCodes.invalidRequest, `The body is nested more than ${mostLevels} levels deep.`);
  }
  try {
    return { ok: true, value: JSON.parse(bytes.toString('utf8')), bytes: bytes.length };
  } catch {
    return refused(400, rpcCodes.parse, 'The body is not valid JSON.');
  }
}

function collect(request: IncomingMessage, mostBytes: number): Promise<Buffer | 'too large' | 'gone'> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > mostBytes) {
        chunks = [];
        resolve('too large');
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length)));
    request.on('error', () => resolve('gone'));
    request.on('close', () => resolve('gone'));
  });
}

function tooLarge(mostBytes: number): Body {
  return refused(413, rpcCodes.upstreamGone, `The body is larger than ${Math.floor(mostBytes / 1024)} KiB.`);
}

function refused(status: number, code: number, message: string): Body {
  return { ok: false, refusal: { status, code, message } };
}

const quote = 0x22;
const backslash = 0x5c;

/** Counts brackets outside of strings. Long strings, which is what large bodies are made of, are skipped by a native search. */
export function isDeeperThan(bytes: Buffer, levels: number): boolean {
  if (bytes.length < levels * 2) return false;
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === quote) {
      at = endOfString(bytes, at);
      if (at === -1) return false;
    } else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > levels) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}

function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1;
  // many strings are short, or full of escapes: a search for each of their quotes would cost more than walking
  for (const near = Math.min(bytes.length, start + 64); at < near; at++) {
    if (bytes[at] === backslash) at++;
    else if (bytes[at] === quote) return at;
  }
  for (;;) {
    const found = bytes.indexOf(quote, at);
    if (found === -1) return -1;
    let escapes = 0;
    while (found - 1 - escapes >= at && bytes[found - 1 - escapes] === backslash) escapes++;
    if (escapes % 2 === 0) return found;
    at = found + 1;
    for (const near = Math.min(bytes.length, at + 64); at < near; at++) {
      if (bytes[at] === backslash) at++;
      else if (bytes[at] === quote) return at;
    }
  }
}
