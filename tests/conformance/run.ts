// `npm run conformance [-- direct|server|client]`: the official suite against the fixture, through the gateway to the fixture, and with our own
// link as its client. What passes without the gateway must pass with it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { countPassed } from './baseline.ts';
import { upstreams } from './behind-gateway.ts';
import { withFixture } from './fixture-process.ts';
import { type Outcomes, suites } from './official-suite.ts';
import { type Proof, proveClient, proveDirect, proveThroughGateway } from './prove.ts';

const wanted = process.argv.slice(2);
const runs = (part: string) => wanted.length === 0 || wanted.includes(part);
let failed = 0;

function report({ what, outcomes, complaints }: Proof): void {
  const { scenarios, of, checks } = countPassed(outcomes);
  process.stdout.write(
    `${complaints.length === 0 ? 'ok' : 'NOT AS EXPECTED'} ${what}: ${scenarios} of ${of} scenarios, ${checks} checks\n`,
  );
  for (const complaint of complaints) process.stdout.write(`   ${complaint}\n`);
  failed += complaints.length;
}

if (runs('direct') || runs('server')) {
  const build = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
  if (
    runs('server') &&
    !process.env.ROUNDHOUSE_TEST_ENTRY &&
    spawnSync(process.execPath, [build, '--quiet'], { stdio: 'inherit' }).status !== 0
  )
    process.exit(1);
  const direct = new Map<string, Outcomes>();
  await withFixture('both', async (fixture) => {
    for (const suite of suites) {
      const proof = await proveDirect(suite, fixture);
      direct.set(suite.name, proof.outcomes);
      report(proof);
    }
  });
  if (runs('server')) {
    for (const upstream of upstreams) for (const proof of await proveThroughGateway(upstream, direct)) report(proof);
  }
}
if (runs('client')) for (const suite of suites) report(await proveClient(suite));
process.stdout.write(failed === 0 ? 'everything is as expected\n' : `${failed} not as expected\n`);
process.exit(failed === 0 ? 0 : 1);
