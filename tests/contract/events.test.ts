import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvent, applyVitals, type Event, type Snapshot } from '../../contract/events.ts';
import { stateKinds } from '../../contract/server.ts';
import { fakeEngine, serverView } from '../support/fake-engine.ts';

const start = (): Snapshot => fakeEngine([serverView('a')]).snapshot();
const name = fc.constantFrom('a', 'b', 'c');
const change = fc.oneof(
  fc.record({ server: name, state: fc.constantFrom(...stateKinds), restarts: fc.nat(5) }).map(({ server, state, restarts }) => ({
    type: `server.${state}`,
    server,
    view: serverView(server, { state, restarts }),
  })),
  name.map((server) => ({ type: 'server.removed', server })),
  fc.boolean().map((stopping) => ({ type: 'engine.updated', engine: { ...start().engine, stopping } })),
  fc.array(fc.string(), { maxLength: 2 }).map((files) => ({
    type: 'config.invalid',
    problems: files.map((file) => ({ file, line: null, column: null, message: 'm', next: null })),
  })),
);
const history = fc
  .array(change, { maxLength: 30 })
  .map((changes) =>
    changes.map(
      (one, index): Event => ({ seq: start().seq + 1 + index, at: `2026-11-21T08:00:${String(index).padStart(2, '0')}.000Z`, ...one }),
    ),
  );

function applyAll(state: Snapshot, events: Event[]): Snapshot {
  return events.reduce((now, event) => {
    const next = applyEvent(now, event);
    if (next === 'resync') throw new Error('unexpected gap');
    return next;
  }, state);
}

test('any snapshot on the way, and the rest replayed from anywhere before it, end the same', () => {
  fc.assert(
    fc.property(history, fc.nat(30), fc.nat(30), (events, one, other) => {
      const end = applyAll(start(), events);
      const [from, upTo] = [Math.min(one, other, events.length), Math.min(Math.max(one, other), events.length)];
      const onTheWay = applyAll(start(), events.slice(0, upTo));
      expect(applyAll(onTheWay, events.slice(from))).toEqual(end);
    }),
  );
});

test('a gap is never guessed over', () => {
  fc.assert(
    fc.property(history, fc.nat(30), fc.integer({ min: 1, max: 5 }), (events, at, width) => {
      const before = applyAll(start(), events.slice(0, Math.min(at, events.length)));
      const after = events.filter((event) => event.seq > before.seq + width);
      for (const event of after) expect(applyEvent(before, event)).toBe('resync');
    }),
  );
});

test('nothing is ever changed in place', () => {
  fc.assert(
    fc.property(history, (events) => {
      let state = start();
      for (const event of events) {
        const before = structuredClone(state);
        const next = applyEvent(state, event);
        expect(state).toEqual(before);
        state = next as Snapshot;
      }
    }),
  );
});

test('vitals change what they name and no number', () => {
  const state = start();
  const value = { cpu: 77, memory: 5, processes: 9, health: serverView('a').health };
  const next = applyVitals(state, { a: value, gone: value });
  expect(next.seq).toBe(state.seq);
  expect(next.servers).toEqual([{ ...state.servers[0]!, ...value }]);
});

test('a server whose vitals are what they were stays the same object, and so does the state', () => {
  const state = start();
  const { cpu, memory, processes, health } = state.servers[0]!;
  expect(applyVitals(state, { a: { cpu, memory, processes, health: { ...health } } })).toBe(state);
  const next = applyVitals(state, { a: { cpu, memory, processes, health: { ...health, latencyMs: 98 } } });
  expect(next.servers[0]!.health.latencyMs).toBe(98);
});
