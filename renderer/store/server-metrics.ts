// The figures of one server over a range: the past is read once, what comes after it is in the vitals that the page follows anyway.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CallPoint } from '../../contract/call-figures.ts';
import type { Event, Snapshot } from '../../contract/events.ts';
import { type Frame, frameAt, type Live, type Past, type Range, ranges, withSample } from '../view/metric-points.ts';
import { client, onVitals, pageStore } from './engine.ts';
import { type Resource, useResource } from './resource.ts';

const day = 24 * 60 * 60_000;
const mostEvents = 1_000;
/** calls are read anew when there were some: at most so often, or as often as a step of the chart ends */
const callsAgainMs = 5_000;

export interface ServerMetrics {
  frame: Frame;
  past: Resource<Past>;
  live: Live;
  calls: Resource<CallPoint[]>;
  events: Resource<Event[]>;
}

const iso = (t: number) => new Date(t).toISOString();

export function useServerMetrics(name: string, range: Range): ServerMetrics {
  const chosen = ranges[range];
  const [now, setNow] = useState(Date.now);
  const [live, setLive] = useState<Live>(new Map());
  const { to } = frameAt(now, chosen);
  const frame = useMemo(() => frameAt(to - 1, ranges[range]), [to, range]);
  const begin = useRef(frame.from);
  begin.current = frame.from;
  const key = `${name} ${range}`;

  const past = useResource(
    `metrics ${key}`,
    async (signal) => {
      const readAt = Date.now();
      // a step later than what is shown: the finest figures are kept just as long as that, and a moment too late are gone
      const points = await client.serverMetrics({ name, from: iso(begin.current + chosen.stepMs), step: chosen.step }, { signal });
      setLive(new Map());
      return { points, readAt };
    },
    () => false,
  );
  const calls = useResource(
    `calls ${key}`,
    (signal) => client.callMetrics({ server: name, from: iso(begin.current), step: chosen.callStep }, { signal }),
    () => false,
  );
  const events = useResource(`metrics events ${key}`, (signal) => readEvents(name, begin.current, signal), isNews(name));

  const callsAgain = useRef(calls.again);
  callsAgain.current = calls.again;
  useEffect(() => {
    let counted = countedCalls(pageStore.get().snapshot, name);
    let readAt = Date.now();
    setLive(new Map());
    return onVitals((at, snapshot) => {
      setNow(at);
      const view = snapshot.servers.find((server) => server.name === name);
      if (view) setLive((before) => withSample(before, at, view, frameAt(at, ranges[range])));
      const counts = countedCalls(snapshot, name);
      if (counts === counted || Date.now() - readAt < Math.max(callsAgainMs, ranges[range].callStepMs / 12)) return;
      [counted, readAt] = [counts, Date.now()];
      callsAgain.current();
    });
  }, [name, range]);

  return { frame, past, live, calls, events };
}

/** another one when a call ended; also when one became older than an hour, which costs a reading and no more */
function countedCalls(snapshot: Snapshot | null, name: string): string {
  const { lastHour, failed, p95Ms } = snapshot?.calls?.servers[name] ?? { lastHour: 0, failed: 0, p95Ms: null };
  return JSON.stringify([lastHour, failed, p95Ms]);
}

const isNews =
  (name: string) =>
  ({ type, server }: Event): boolean =>
    (server === name && type !== 'server.updated') || type === 'engine.started' || type === 'engine.stopping';

/** What happened from a day before, so that it is known how the range began. */
async function readEvents(name: string, from: number, signal: AbortSignal): Promise<Event[]> {
  const since = { from: iso(from - day), limit: mostEvents };
  const found = await Promise.all([
    client.serverEvents({ name, ...since }, { signal }),
    client.events({ type: 'engine.started', ...since }, { signal }),
    client.events({ type: 'engine.stopping', ...since }, { signal }),
  ]);
  return found.flat();
}
