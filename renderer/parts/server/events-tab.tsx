import type { Event } from '../../../contract/events.ts';
import { clock } from '../../../contract/words.ts';
import { client } from '../../store/engine.ts';
import { useResource } from '../../store/resource.ts';
import { t } from '../../text.ts';
import { lookOf, saidOf } from '../../view/event-rows.ts';
import { EventSign } from '../event-sign.tsx';
import { Unread } from './unread.tsx';

const most = 1000;

/** What happened to this server, newest first, by day. What says nothing (a figure changed) is left out. */
export function EventsTab({ name }: { name: string }) {
  const read = useResource(
    `events ${name}`,
    (signal) => client.serverEvents({ name, limit: most }, { signal }),
    (event) => event.server === name && event.message !== undefined,
  );
  if (read.value === null) return <Unread resource={read} />;
  const told = read.value.filter((event) => event.message !== undefined).reverse();
  if (told.length === 0) return <p className="quiet">{t('server.events.none')}</p>;
  return (
    <>
      <Unread resource={read} />
      <div className="card evs">
        {byDay(told).map(({ day, events }) => (
          <section key={day} aria-label={day}>
            <h3 className="sev-day">{day}</h3>
            <ul>
              {events.map((event) => (
                <li className="sev" key={event.seq}>
                  <time className="ts" dateTime={event.at} title={event.at}>
                    {clock(Date.parse(event.at))}
                  </time>
                  <EventSign type={event.type} />
                  <span className="msg">{saidOf(event) || lookOf(event.type).label}</span>
                  <code className="by">{event.type}</code>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      {read.value.length === most && <p className="t3 small evs-most">{t('server.events.most', { n: most })}</p>}
    </>
  );
}

const days = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' });

function byDay(events: readonly Event[]): { day: string; events: Event[] }[] {
  const today = new Date().toDateString();
  const groups: { day: string; events: Event[] }[] = [];
  for (const event of events) {
    const at = new Date(event.at);
    const day = at.toDateString() === today ? t('server.events.today') : days.format(at);
    const last = groups.at(-1);
    if (last?.day === day) last.events.push(event);
    else groups.push({ day, events: [event] });
  }
  return groups;
}
