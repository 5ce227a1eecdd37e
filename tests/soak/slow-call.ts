// A tool call that takes nine minutes and blocks its whole server: no check is held against it, with the usual settings.
// The parts are joined here by hand, because nobody outside can make a call yet.
import { createGenerations } from '../../core/supervise/generations.ts';
import { fixture, until } from '../support/live-engine.ts';
import { createBareSupervisor, definitionOf } from './bare-supervisor.ts';
import { fault, must, seconds } from './fault.ts';

const CALL_MS = 9 * 60_000;

await fault('slow-call', async () => {
  const supervisor = await createBareSupervisor(createGenerations({ getFact: () => null, setFact() {} }));
  const blocking = definitionOf('blocking', process.execPath, [
    fixture('slow.mjs'),
    '--only',
    'tools/call',
    '--delay',
    `${CALL_MS}`,
    '--block',
  ]);
  const idle = definitionOf('hung', process.execPath, [fixture('hang.mjs'), '--block']);
  supervisor.addAll([blocking, idle].map((definition) => ({ definition, wanted: 'up' as const })));
  const state = (name: string) => supervisor.entries.get(name)!.server;
  try {
    await until('ready', () => state('blocking').state.kind === 'running', 20_000);
    const began = performance.now();
    await supervisor.entries
      .get('blocking')!
      .run!.link!.request('tools/call', { name: 'echo', arguments: {} }, { timeoutMs: CALL_MS + 60_000 });
    const took = performance.now() - began;
    must(
      `run ${state('blocking').run}, ${state('blocking').state.kind}`,
      state('blocking').run === 1 && state('blocking').state.kind === 'running',
    );
    // the same checks do find a server that hangs for no reason
    must(`the hanging neighbour is in run ${state('hung').run}`, state('hung').run > 1);
    return `answered after ${seconds(took)} in its first run, while a server that hung without a call was restarted`;
  } finally {
    for (const name of ['blocking', 'hung']) supervisor.send([name], { type: 'wish', want: 'down', graceMs: 0 });
    await supervisor.until(() => ([...supervisor.entries.values()].every(({ server }) => server.tree === null) ? true : undefined));
    supervisor.close();
  }
});
