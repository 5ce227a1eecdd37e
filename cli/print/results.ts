// What an action did, server by server.
import type { ActResult, ServerView } from '../../contract/server.ts';
import { glyphOf, labelOf, toneOf } from '../../contract/words.ts';
import type { Io } from '../io.ts';
import { glyphText } from './glyphs.ts';
import { sanitise } from './sanitise.ts';
import { pad, widthOf } from './width.ts';

/** `taken`: the wish was taken and nobody waited, so a state on the way is no surprise. */
export function printResults(io: Io, results: ActResult[], how: 'taken' | 'done', views: readonly ServerView[] = []): void {
  if (io.json) {
    io.printJson(results);
    return;
  }
  if (results.length === 0) io.say('There was nothing to do: no server fits. `roundhouse status` shows which there are.');
  const name = (result: ActResult): string => sanitise(result.name, false);
  const width = Math.max(...results.map((result) => widthOf(name(result))));
  for (const result of results) {
    const tone = result.ok ? toneOf(result.state) : 'fail';
    const glyph = glyphText(result.ok ? glyphOf(result.state) : 'crashed', io.shapes);
    const reason = result.reason === undefined ? '' : `: ${sanitise(result.reason, false)}`;
    const taken = how === 'taken' && result.ok ? io.out.dim(' (not waited for)') : '';
    io.print(`${io.out.tone(tone, glyph)} ${pad(name(result), width)}  ${io.out.tone(tone, labelOf(result.state))}${reason}${taken}`);
    const next = result.ok ? null : (views.find((view) => view.name === result.name)?.next ?? null);
    if (next !== null) io.print(`  ${io.shapes ? '→' : '->'} ${sanitise(next, false)}`);
  }
}
