import { afterEach, describe, expect, it } from 'vitest';
import { PendingSignIns } from '../../../core/link/oauth/pending.ts';

let now = 0;
let over: string[] = [];
let pending: PendingSignIns;
const begin = (name = 'notes') => {
  const state = pending.newState();
  const redirectUri = 'http://127.0.0.1:4747/oauth/callback';
  const { id } = pending.put(state, {
    name,
    target: 'https://notes.example/mcp',
    by: 'cli',
    url: 'https://as.example/authorize',
    authority: { server: 'https://as.example', issuer: 'https://as.example', metadata: null, resource: 'https://notes.example/mcp' },
    client: { client_id: 'c', from: 'registered', redirectUri },
    scope: undefined,
    verifier: 'v',
  });
  return { state, id };
};
const fresh = () => {
  now = 0;
  over = [];
  pending = new PendingSignIns(
    ({ name }) => over.push(name),
    () => now,
  );
};
afterEach(() => pending.close());

describe('a sign-in that waits for its browser', () => {
  it('is found once, and only by its own state', () => {
    fresh();
    const { state, id } = begin();
    expect(state.length).toBeGreaterThan(40);
    expect(pending.take(`${state}x`)).toBeNull();
    expect(pending.take(state)).toMatchObject({ id, name: 'notes' });
    expect(pending.take(state)).toBeNull();
  });

  it('is good for ten minutes', () => {
    fresh();
    const early = begin();
    const late = begin();
    now = 10 * 60_000 - 1;
    expect(pending.take(early.state)).not.toBeNull();
    now = 10 * 60_000;
    expect(pending.take(late.state)).toBeNull();
  });

  it('gives way to newer ones when there are too many, and says so', async () => {
    fresh();
    const first = begin('first');
    for (let n = 0; n < 32; n++) begin(`n${n}`);
    expect([pending.take(first.state), over]).toEqual([null, ['first']]);
    expect(await pending.wait(first.id, 1_000)).toMatchObject({ state: 'failed', server: 'first' });
  });

  it('tells whoever waits, at once, and whoever does not wait for long that it is still open', async () => {
    fresh();
    const { state, id } = begin();
    expect(await pending.wait(id, 1)).toMatchObject({ state: 'waiting' });
    const gone = new AbortController();
    const given = pending.wait(id, 60_000, gone.signal);
    gone.abort();
    expect(await given).toMatchObject({ state: 'waiting' });
    const waiting = pending.wait(id, 60_000);
    pending.settle(pending.take(state)!, null);
    expect(await waiting).toMatchObject({ state: 'done', reason: null });
    expect(await pending.wait('nobody', 60_000)).toBeNull();
  });
});
