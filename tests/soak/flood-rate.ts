// 50 MB/s on stderr for a minute.
import { server } from '../support/live-engine.ts';
import { fault, must } from './fault.ts';
import { pour, says } from './pour.ts';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 60);

await fault('flood-rate', async () => {
  const began = performance.now();
  const flood = server('flood-stderr.mjs', '--rate', 50e6, '--amount', 50e6 * SECONDS);
  const figures = await pour(flood, says('flood over'), 300_000, null);
  const took = (performance.now() - began) / 1_000;
  must(`held up: it took ${Math.round(took)} s`, took < SECONDS * 1.5 + 10);
  return `${(SECONDS * 50) / 1_000} GB in ${Math.round(took)} s, ${figures}`;
});
