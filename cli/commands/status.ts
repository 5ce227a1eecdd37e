import { pausedWords } from '../../contract/words.ts';
import { type Engine, runningEngine, runningOrStartedEngine } from '../engine.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { isTrouble, pick } from '../pick.ts';
import { problemLine } from '../print/problem-line.ts';
import { statusLines } from '../print/server-table.ts';

export async function status(io: Io, names: string[], how: { watch: boolean; start: boolean }): Promise<ExitCode> {
  const engine: Engine = how.start ? await runningOrStartedEngine(io) : runningEngine(io);
  if (how.watch) return (await import('../watch-status.ts')).watchStatus(io, engine, names);
  const { servers, problems, engine: about } = await engine.client.snapshot();
  // a server that was named brings its copies along
  const copies = servers.filter(({ instanceOf }) => instanceOf !== undefined && names.includes(instanceOf)).map(({ name }) => name);
  const views = pick(servers, [...names, ...copies]);
  // the same array as of the API, in its order
  if (io.json) io.printJson(servers.filter((view) => views.includes(view)));
  else {
    const isUnread = servers.length === 0 && problems.some(({ level }) => level !== 'warning');
    if (isUnread) io.print('No servers: a config file cannot be used.');
    else for (const line of statusLines(views, Date.now(), io)) io.print(line);
    for (const problem of problems) io.say(io.err.tone('warn', problemLine(problem)));
    if (about.paused)
      io.say(`Checks and restarts of all servers: ${pausedWords(about.paused).toLowerCase()}. \`roundhouse resume\` takes them up again.`);
    if (about.watchOnly)
      io.say('Only watching: Roundhouse starts nothing by itself. Start what you want, or set it up in `roundhouse open`.');
    if (about.stopping) io.say('The engine is shutting down.');
  }
  return views.some(isTrouble) ? exit.trouble : exit.done;
}
