// The three proofs: directly, through the gateway, and with our own link as the client. Each yields what it found and what is not as expected.
import { fileURLToPath } from 'node:url';
import { type Baseline, compare, judge, readBaseline, stale } from './baseline.ts';
import { type Upstream, withGateway } from './behind-gateway.ts';
import { type Outcomes, runClientSuite, runServerSuite, type Suite, suites } from './official-suite.ts';

export interface Proof {
  what: string;
  outcomes: Outcomes;
  complaints: string[];
}

const baseline: Baseline = readBaseline();
const command = `${process.execPath} ${fileURLToPath(new URL('./client.ts', import.meta.url))}`;

export async function proveDirect(suite: Suite, fixture: string): Promise<Proof> {
  const outcomes = await runServerSuite(suite, fixture);
  const expected = baseline.server[suite.name] ?? {};
  return { what: `${suite.name} directly`, outcomes, complaints: [...judge(outcomes, expected), ...stale(outcomes, expected)] };
}

/** Every suite, with one engine: `direct` holds what each found without it. */
export function proveThroughGateway(upstream: Upstream, direct: Map<string, Outcomes>): Promise<Proof[]> {
  return withGateway(upstream, async (gateway) => {
    const proofs: Proof[] = [];
    for (const suite of suites) {
      const outcomes = await runServerSuite(suite, gateway);
      const complaints = complaintsOf(suite, upstream, outcomes, direct.get(suite.name)!);
      proofs.push({ what: `${suite.name} through the gateway over ${upstream.name}`, outcomes, complaints });
    }
    return proofs;
  });
}

function complaintsOf(suite: Suite, upstream: Upstream, outcomes: Outcomes, direct: Outcomes): string[] {
  const expected = baseline.server[suite.name] ?? {};
  if (suite.generation === upstream.generation) {
    return [...judge(outcomes, expected), ...compare(direct, outcomes, baseline.unlooked[suite.name] ?? {})];
  }
  const crossed = baseline.crossed[`${suite.name} over ${upstream.name}`] ?? {};
  return [...judge(outcomes, { ...expected, ...crossed }), ...stale(outcomes, crossed)];
}

/** `only`: without it all scenarios of the suite. */
export async function proveClient(suite: Suite, only?: string[]): Promise<Proof> {
  const outcomes = await runClientSuite(suite, command, only);
  const all = baseline.client[suite.name] ?? {};
  const expected = Object.fromEntries(Object.entries(all).filter(([entry]) => outcomes.has(entry.split(':')[0]!)));
  const complaints = [...judge(outcomes, expected, baseline.timing), ...stale(outcomes, expected)];
  return { what: `${suite.name} with our link as the client`, outcomes, complaints };
}
