// Figures that read as they did are not read again; whatever came between them counts.
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Snapshot, StreamMessage } from '../../contract/events.ts';
import { apply } from '../../contract/follow.ts';
import { createReader } from '../../contract/vitals-reader.ts';
import { fakeEngine, serverView } from '../support/fake-engine.ts';

const start: Snapshot = fakeEngine([serverView('a'), serverView('b')]).snapshot();
const health = { ok: null, checkedAt: null, latencyMs: null, reason: null };
let second = 0;
const vitals = (cpu: number): string => {
  second += 1;
  const figures = { cpu, memory: 7, processes: 1, inFlight: 0, health };
  const at = new Date(1_800_000_000_000 + second * 2000).toISOString();
  return JSON.stringify({ kind: 'vitals', at, servers: { a: figures, b: figures } } satisfies StreamMessage);
};

function reading() {
  const reader = createReader();
  let state: Snapshot | null = start;
  return (data: string) => {
    const { message, isKnown } = reader.read(data, state);
    const next = isKnown ? state : apply(state, message);
    if (next === 'resync') throw new Error('unexpected gap');
    state = next;
    reader.applied(message, state);
    return { message, isKnown, state };
  };
}

test('the same figures are parsed once, and their moment is that of each', () => {
  const read = reading();
  const parse = vi.spyOn(JSON, 'parse');
  const [first, again, other, back] = [3, 3, 4, 3].map((cpu) => read(vitals(cpu)));
  expect(parse).toHaveBeenCalledTimes(3);
  parse.mockRestore();
  expect([first, again, other, back].map((each) => each!.isKnown)).toEqual([false, true, false, false]);
  expect(again!.state).toBe(first!.state);
  expect(again!.message).toEqual({ ...first!.message, at: (again!.message as { at: string }).at });
  expect((again!.message as { at: string }).at > (first!.message as { at: string }).at).toBe(true);
  expect(back!.state!.servers[0]!.cpu).toBe(3);
});

test('what comes of any stream is what comes of reading all of it', () => {
  const step = fc.oneof(
    fc.integer({ min: 0, max: 1 }).map((cpu) => () => vitals(cpu)),
    fc.record({ name: fc.constantFrom('a', 'b'), cpu: fc.integer({ min: 0, max: 1 }) }).map(({ name, cpu }) => (seq: number) => {
      const event = { seq, at: start.at, type: 'server.updated', server: name, view: serverView(name, { cpu }) };
      return JSON.stringify({ kind: 'event', event } satisfies StreamMessage);
    }),
    fc.constant((seq: number) => JSON.stringify({ kind: 'snapshot', snapshot: { ...start, seq } } satisfies StreamMessage)),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const read = reading();
      let plain: Snapshot = start;
      for (const each of steps) {
        const data = each(plain.seq + 1);
        plain = apply(plain, JSON.parse(data) as StreamMessage) as Snapshot;
        const { message, state } = read(data);
        expect(message).toEqual(JSON.parse(data));
        expect(state).toEqual(plain);
      }
    }),
  );
});

test('figures of a writer that orders them otherwise are read each time', () => {
  const read = reading();
  const { kind, at, servers } = JSON.parse(vitals(3)) as Extract<StreamMessage, { kind: 'vitals' }>;
  for (let time = 0; time < 2; time++) expect(read(JSON.stringify({ at, servers, kind })).isKnown).toBe(false);
});
