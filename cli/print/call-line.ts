import type { KeptCall } from '../../contract/calls.ts';
import type { Tone } from '../../contract/words/looks.ts';
import { localTime } from './log-line.ts';
import type { Paint } from './paint.ts';
import { sanitise } from './sanitise.ts';

const tones: Record<KeptCall['outcome'], Tone> = { ok: 'ok', 'tool-error': 'warn', error: 'fail', cancelled: 'mute' };

/** `11-21 08:12:07.123 ok 12 ms claude-code → files__read (files, 120 B in, 2.1 KiB out)` */
export function callLine(call: KeptCall, out: Paint): string {
  const { at, outcome, ms, client, method, target, server, requestBytes, resultBytes } = call;
  const what = target === null ? method : method === 'tools/call' ? target : `${method} ${target}`;
  const sizes = `${bytes(requestBytes)} in, ${bytes(resultBytes)} out`;
  const given = call.arguments === undefined ? '' : ` ${sanitise(call.arguments, false)}`;
  return (
    `${out.dim(localTime(at))} ${out.tone(tones[outcome], outcome)} ${Math.round(ms)} ms ${sanitise(client, false)} → ` +
    `${out.bold(sanitise(what, false))} ${out.dim(`(${sanitise(server, false)}, ${sizes})`)}${given}`
  );
}

function bytes(count: number): string {
  if (count < 1_024) return `${count} B`;
  return count < 1_024 ** 2 ? `${Math.round(count / 102.4) / 10} KiB` : `${Math.round(count / (102.4 * 1_024)) / 10} MiB`;
}
