import { useEffect, useRef, useState } from 'react';
import { pageStore } from '../store/engine.ts';
import { lostSinceOf, useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { announcementOf, type Told } from '../view/announcement.ts';

const quietMs = 5000;

/** Tells screen readers about changes of state: politely, at most once in 5 s, the worst first. */
export function Announcer() {
  const [spoken, speak] = useState('');
  const last = useRef<{ at: number; told: Told | null; away: boolean }>({ at: 0, told: null, away: false });
  // changes with whatever might be said, and is cheap to compare
  const news = useStore(pageStore, ({ contact, snapshot }) =>
    lostSinceOf(contact) !== null ? 'away' : (snapshot?.servers.map(({ name, state }) => `${name} ${state}`).join('\n') ?? ''),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is said is read when it is due
  useEffect(() => {
    const timer = setTimeout(
      () => {
        const { contact, snapshot } = pageStore.get();
        const away = lostSinceOf(contact) !== null;
        const before = last.current;
        if (!snapshot) return;
        const next = away || !before.told ? null : announcementOf(before.told, snapshot.servers);
        const words = [away !== before.away && t(away ? 'act.no-contact' : 'announce.back'), next?.words].filter(
          (part) => typeof part === 'string' && part !== '',
        );
        const told = next?.told ?? before.told ?? announcementOf(new Map(), snapshot.servers).told;
        last.current = { at: words.length > 0 ? Date.now() : before.at, told, away };
        if (words.length > 0) speak(words.join('. '));
      },
      Math.max(0, last.current.at + quietMs - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [news]);
  return (
    <div className="sr" role="status">
      {spoken}
    </div>
  );
}
