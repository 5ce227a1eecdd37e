// The figures of one server over a range: the past is read once, what comes after it is in the vitals that the page follows anyway.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CallPoint } from '../../contract/call-figures.ts';
import type { Event } from '../../contract/events.ts';
import { type Frame, frameAt, type Live, type Past, type Range, ranges, withSample } from '../view/metric-points.ts';
import { useCallNews } from './call-news.ts';
import { client, onVitals } from './engine.ts';
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

  useCallNews(name, calls.again, Math.max(callsAgainMs, chosen.callStepMs / 12));
  useEffect(() => {
    setLive(new Map());
    return onVitals((at, snapshot) => {
      setNow(at);
      const view = snapshot.servers.find((server) => server.name === name);
      if (view) setLive((before) => withSample(before, at, view, frameAt(at, ranges[range])));
    });
  }, [name, range]);

  return { frame, past, live, calls, events };
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
