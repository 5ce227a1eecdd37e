// `npm run conformance [-- server|client|direct]`: the official suite, directly against the fixture, through the gateway, and with our own
// link as its client. The same must pass with the gateway as without it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compare, countPassed, judge, readBaseline, stale } from './baseline.ts';
import { type Upstream, withGateway } from './behind-gateway.ts';
import { withFixture } from './fixture-process.ts';
import { clientSuites, type Outcomes, runClientSuite, runServerSuite, serverSuites } from './official-suite.ts';

const wanted = process.argv.slice(2);
const runs = (part: string) => wanted.length === 0 || wanted.includes(part);
const baseline = readBaseline();
let failed = 0;

function report(what: string, outcomes: Outcomes, complaints: string[]): void {
  const { scenarios, of, checks } = countPassed(outcomes);
  process.stdout.write(
    `${complaints.length === 0 ? 'ok' : 'NOT AS EXPECTED'} ${what}: ${scenarios} of ${of} scenarios, ${checks} checks\n`,
  );
  for (const complaint of complaints) process.stdout.write(`   ${complaint}\n`);
  failed += complaints.length;
}

async function throughGateway(upstream: Upstream, fixture: string, direct: Map<string, Outcomes>): Promise<void> {
  await withGateway(upstream, fixture, async (gateway) => {
    for (const suite of serverSuites) {
      const behind = await runServerSuite(suite, gateway);
      const expected = baseline.server[suite.name] ?? {};
      if (upstream !== 'http' && suite.generation !== upstream) {
        const crossed = baseline.crossed[`${suite.name} over ${upstream}`] ?? {};
        report(`${suite.name} through the gateway over ${upstream}`, behind, [
          ...judge(behind, { ...expected, ...crossed }),
          ...stale(behind, crossed),
        ]);
        continue;
      }
      const unlooked = baseline.unlooked[suite.name] ?? {};
      const complaints = [...judge(behind, expected), ...compare(direct.get(suite.name)!, behind, unlooked)];
      report(`${suite.name} through the gateway over ${upstream}`, behind, complaints);
    }
  });
}

if (runs('server') || runs('direct')) {
  if (runs('server')) {
    const build = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
    if (spawnSync(process.execPath, [build, '--quiet'], { stdio: 'inherit' }).status !== 0) process.exit(1);
  }
  await withFixture(async (url) => {
    const direct = new Map<string, Outcomes>();
    for (const suite of serverSuites) {
      const outcomes = await runServerSuite(suite, url);
      direct.set(suite.name, outcomes);
      const expected = baseline.server[suite.name] ?? {};
      report(`${suite.name} directly`, outcomes, [...judge(outcomes, expected), ...stale(outcomes, expected)]);
    }
    if (!runs('server')) return;
    for (const upstream of ['handshake', 'stateless', 'http'] as const) await throughGateway(upstream, url, direct);
  });
}
if (runs('client')) {
  const command = `${process.execPath} ${fileURLToPath(new URL('./client.ts', import.meta.url))}`;
  for (const suite of clientSuites) {
    const outcomes = await runClientSuite(suite, command);
    const expected = baseline.client[suite.name] ?? {};
    report(`${suite.name} with our link as client`, outcomes, [
      ...judge(outcomes, expected, baseline.timing),
      ...stale(outcomes, expected),
    ]);
  }
}
process.stdout.write(failed === 0 ? 'everything is as expected\n' : `${failed} not as expected\n`);
process.exit(failed === 0 ? 0 : 1);
