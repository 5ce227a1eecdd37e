// A server pours out more than anybody can use: the engine's memory and the disk stay bounded, what is dropped is counted and said,
// and the neighbours notice nothing.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cheap, type LiveEngine, server, sleep, until } from '../support/live-engine.ts';
import { megabytes, most, must, observe, rss, withEngine } from './fault.ts';

const config = 'defaults: { restart: { max: unlimited, backoff: { initial: 0s } } }';
function disk(engine: LiveEngine): number {
  const folder = join(engine.home, 'logs');
  // rotated between the list and the look
  return readdirSync(folder).reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}
/** calls of the API while it floods: the slowest answer, in ms */
async function ask(engine: LiveEngine): Promise<number> {
  const began = performance.now();
  await engine.servers();
  return performance.now() - began;
}

export async function pour(
  loud: ReturnType<typeof server>,
  isOver: (engine: LiveEngine) => Promise<boolean>,
  limitMs: number,
  said: RegExp | null,
) {
  return withEngine(
    { mcpJson: { loud, calm: cheap(), calmer: server('echo-min.mjs') }, config: `${config}\nservers: { loud: { autostart: false } }` },
    async (engine) => {
      const before = [await engine.running('calm'), await engine.running('calmer')];
      for (let n = 0; n < 50; n++) await engine.logs('calm'); // warm
      await sleep(1_000);
      const base = rss(engine.pid);
      const memory = observe(100, () => rss(engine.pid));
      const files = observe(500, () => disk(engine));
      const answers: number[] = [];
      await engine.api('POST', '/servers/loud/start');
      await until(
        'the flood to end',
        async () => {
          answers.push(await ask(engine));
          await sleep(200);
          return isOver(engine);
        },
        limitMs,
      );
      const grown = most(memory.stop()) - base;
      const onDisk = most(files.stop());
      const after = [await engine.server('calm'), await engine.server('calmer')];
      must(
        'a neighbour was restarted',
        after.every(({ pid, state, restarts }, n) => pid === before[n]!.pid && state === 'running' && restarts === 0),
      );
      const loudView = await engine.server('loud');
      must(`the loud one was restarted: ${loudView.reason}`, loudView.restarts === 0);
      const text = (await engine.logs('loud', 2_000)).map((line) => line.text);
      const told = said && text.findLast((line) => said.test(line));
      must('nothing is said of what was dropped', said === null || told !== undefined);
      must(`memory +${megabytes(grown)}`, grown <= 50 * 2 ** 20);
      must(`${megabytes(onDisk)} of logs`, onDisk <= 70 * 2 ** 20);
      answers.sort((a, b) => a - b);
      return `memory +${megabytes(grown)}, logs ≤ ${megabytes(onDisk)}, API answers p50 ${Math.round(answers[answers.length >> 1]!)} ms, max ${Math.round(answers.at(-1)!)} ms${told ? `, "${told.slice(-70)}"` : ''}`;
    },
  );
}

export const says =
  (word: string) =>
  async (engine: LiveEngine): Promise<boolean> =>
    (await engine.logs('loud', 200)).some((line) => line.text.includes(word));
