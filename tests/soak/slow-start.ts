// A start that takes 110 s (a cold download, say) is waited for with the usual settings.
import { server } from '../support/live-engine.ts';
import { fault, must, seconds, withEngine } from './fault.ts';

await fault('slow-start', () =>
  withEngine({ mcpJson: { cold: server('slow.mjs', '--delay', 110_000, '--only', 'initialize') } }, async (engine) => {
    const began = performance.now();
    const view = await engine.until('cold', ({ state }) => state !== 'starting' && state !== 'stopped', 130_000);
    must(`${view.state} in run ${view.run} after ${seconds(performance.now() - began)}`, view.state === 'running' && view.run === 1);
    return `ready in its first run after ${seconds(performance.now() - began)}`;
  }),
);
