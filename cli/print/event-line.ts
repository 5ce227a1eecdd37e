import { isCallType } from '../../contract/calls.ts';
import type { Event } from '../../contract/events.ts';
import { stateKinds } from '../../contract/server.ts';
import { type Tone, toneOf } from '../../contract/words/looks.ts';
import { localTime } from './log-line.ts';
import type { Paint } from './paint.ts';
import { sanitise } from './sanitise.ts';

/** `11-21 08:12:07.123  1042 server.crashed files: exited with code 1` */
export function eventLine(event: Event, out: Paint): string {
  const type = sanitise(event.type, false);
  const name = event.server === undefined ? null : sanitise(event.server, false);
  const said = event.message === undefined ? null : sanitise(event.message, false);
  // most messages begin with the server's name, and once is enough
  const isNamed = name !== null && said !== null && [`${name} `, `${name}: `].some((start) => said.startsWith(start));
  const who = name === null ? '' : ` ${out.bold(name)}`;
  const what = said === null ? '' : isNamed ? said.slice(name.length) : `: ${said}`;
  // numbers of calls are long, and say nothing to people
  const number = isCallType(event.type) ? '' : ` ${String(event.seq).padStart(5)}`;
  return `${out.dim(`${localTime(event.at)}${number}`)} ${out.tone(toneOfType(type), type)}${who}${what}`;
}

function toneOfType(type: string): Tone {
  const state = stateKinds.find((kind) => type === `server.${kind}`);
  if (state) return toneOf(state);
  return type === 'config.invalid' ? 'fail' : 'mute';
}
