// The figures of one server over a range: the past is read once, what comes after it is in the vitals that the page follows anyway.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CallPoint } from '../../contract/call-figures.ts';
import type { Event } from '../../contract/events.ts';
import type { ServerView } from '../../contract/server.ts';
import { type Past as Happened, pastOf } from '../view/downtime.ts';
import { type Frame, frameAt, type Live, type Past, pointsOf, type Range, ranges, withSample } from '../view/metric-points.ts';
import { useCallNews } from './call-news.ts';
import { client, onVitals } from './engine.ts';
import { type Resource, useResource } from './resource.ts';

const day = 24 * 60 * 60_000;
const mostEvents = 5_000;
/** points of calls are read anew at most so often */
const callsAgainMs = 5_000;

export interface Usage {
  frame: Frame;
  past: Resource<Past>;
  live: Live;
  happened: Happened;
}

export const hasProcess = ({ kind }: ServerView): boolean => kind !== 'http';

const iso = (t: number) => new Date(t).toISOString();

/** What was read of other ranges is there at once when they are chosen again, also without contact. */
function useKept<T>(key: string, resource: Resource<T>): Resource<T> {
  const kept = useRef(new Map<string, T>());
  if (resource.value !== null) kept.current.set(key, resource.value);
  return { ...resource, value: resource.value ?? kept.current.get(key) ?? null };
}

/** What it used, and when it went down. */
export function useUsage({ name, state, since }: ServerView, range: Range): Usage {
  const chosen = ranges[range];
  const [now, setNow] = useState(Date.now);
  const [live, setLive] = useState<Live>(new Map());
  const { to } = frameAt(now, chosen);
  const frame = useMemo(() => frameAt(to - 1, ranges[range]), [to, range]);
  const begin = useRef(frame.from);
  begin.current = frame.from;

  const key = `${name} ${range}`;
  const read = useResource(
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
  const past = useKept(key, read);
  const events = useKept(
    key,
    useResource(`metrics events ${key}`, (signal) => readEvents(name, begin.current, signal), isNews(name)),
  );
  const happened = useMemo(() => {
    const seen = past.value ? pointsOf(past.value, new Map(), frame, 'memory').map(({ t }) => t + frame.stepMs) : [];
    return pastOf(events.value ?? [], { state, since }, seen, frame);
  }, [events.value, past.value, frame, state, since]);

  useEffect(() => {
    setLive(new Map());
    return onVitals((at, snapshot) => {
      setNow(at);
      const view = snapshot.servers.find((server) => server.name === name);
      if (view) setLive((before) => withSample(before, at, view, frameAt(at, ranges[range])));
    });
  }, [name, range]);

  return { frame, past, live, happened };
}

/** How it was called, in the same range. */
export function useCallPoints(name: string, range: Range, { from }: Frame): Resource<CallPoint[]> {
  const { callStep, callStepMs } = ranges[range];
  const calls = useResource(
    `calls ${name} ${range}`,
    (signal) => client.callMetrics({ server: name, from: iso(from), step: callStep }, { signal }),
    () => false,
  );
  useCallNews(name, calls.again, Math.max(callsAgainMs, callStepMs / 12));
  return useKept(`${name} ${range}`, calls);
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
