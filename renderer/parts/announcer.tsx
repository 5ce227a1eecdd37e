import { useEffect, useRef, useState } from 'react';
import { describe, headline } from '../../contract/words.ts';
import { pageStore } from '../store/engine.ts';
import { lostSinceOf, useStore } from '../store/page-state.ts';
import { t } from '../text.ts';

const quietMs = 5000;

/** Tells screen readers about changes of state: politely, at most once in 5 s, the whole in one headline. */
export function Announcer() {
  const words = useStore(pageStore, announcement);
  const [spoken, speak] = useState('');
  const last = useRef({ at: 0, words: '' });
  useEffect(() => {
    if (words === last.current.words) return;
    const wait = last.current.words === '' ? quietMs : Math.max(0, last.current.at + quietMs - Date.now());
    const timer = setTimeout(() => {
      last.current = { at: Date.now(), words };
      speak(words);
    }, wait);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <div className="sr" role="status">
      {spoken}
    </div>
  );
}

function announcement({ contact, snapshot }: ReturnType<typeof pageStore.get>): string {
  if (lostSinceOf(contact) !== null) return t('act.no-contact');
  if (!snapshot) return '';
  const crashed = snapshot.servers.filter((view) => view.state === 'crashed').map((view) => `${view.name}: ${describe(view, 0).label}`);
  return [headline(snapshot.servers), ...crashed.slice(0, 3)].join('. ');
}
