// The official suite, reduced: all of it directly and through the gateway to a server of either generation on a pipe, and of our own link what
// shows the most. The rest: `npm run conformance`.
import { describe, expect, it } from 'vitest';
import { upstreams } from './behind-gateway.ts';
import { withFixture } from './fixture-process.ts';
import { type Outcomes, suites } from './official-suite.ts';
import { type Proof, proveClient, proveDirect, proveThroughGateway } from './prove.ts';

const asExpected = ({ what, complaints }: Proof) => expect([what, ...complaints]).toEqual([what]);

describe('the official suite', () => {
  it('passes directly, and through the gateway as it does directly', async () => {
    const direct = new Map<string, Outcomes>();
    await withFixture('both', async (fixture) => {
      for (const suite of suites) {
        const proof = await proveDirect(suite, fixture);
        direct.set(suite.name, proof.outcomes);
        asExpected(proof);
      }
    });
    for (const upstream of upstreams.filter(({ carrier }) => carrier === 'stdio')) {
      for (const proof of await proveThroughGateway(upstream, direct)) asExpected(proof);
    }
  }, 180_000);

  it('finds in our link what it should', async () => {
    const [, handshake, stateless] = suites;
    asExpected(
      await proveClient(handshake!, ['initialize', 'tools_call', 'sse-retry', 'json-schema-2020-12-preservation', 'auth/scope-step-up']),
    );
    asExpected(
      await proveClient(stateless!, [
        'tools_call',
        'sep-2322-client-request-state',
        'http-standard-headers',
        'http-custom-headers',
        'http-invalid-tool-headers',
        'request-metadata',
        'json-schema-ref-no-deref',
      ]),
    );
  }, 90_000);
});
