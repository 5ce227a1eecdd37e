import { ListFilter } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Snapshot } from '../../contract/events.ts';
import type { ServerView } from '../../contract/server.ts';
import { pausedWords } from '../../contract/words.ts';
import { replaceQuery } from '../route.ts';
import { t } from '../text.ts';
import { countBy, type Filter, filters } from '../view/groups.ts';
import { Glyph } from './glyph.tsx';

interface FilterProps {
  servers: readonly ServerView[];
  filter: Filter;
  text: string;
  paused: Snapshot['engine']['paused'];
}

/** Which servers are shown; what is chosen is in the address. */
export function ServerFilters({ servers, filter, text, paused }: FilterProps) {
  const counts = countBy(servers);
  const input = useRef<HTMLInputElement>(null);
  const set = (change: { show?: string; q?: string }) => {
    const next = { show: filter as string, q: text, ...change };
    replaceQuery('overview', { show: next.show === 'all' ? null : next.show, q: next.q });
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className="bar" role="toolbar" aria-label={t('overview.filters')}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box */}
      <div className="seg" role="group" aria-label={t('overview.show')}>
        {filters.map((each) => (
          <button key={each} type="button" aria-pressed={each === filter} onClick={() => set({ show: each })}>
            {t(`filter.${each}`)} <span className="num">{counts[each]}</span>
          </button>
        ))}
      </div>
      <label className="field">
        <ListFilter className="ic" size={14} aria-hidden="true" />
        <span className="sr">{t('filter.text.name')}</span>
        <input
          ref={input}
          placeholder={t('filter.text')}
          spellCheck={false}
          value={text}
          onChange={(event) => set({ q: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') set({ q: '' });
          }}
        />
        <span className="kbd" aria-hidden="true">
          /
        </span>
      </label>
      {paused !== null && (
        <span className="tag">
          <Glyph name="paused" tone="mute" size={10} />
          {t('overview.paused', { words: pausedWords(paused) })}
        </span>
      )}
    </div>
  );
}
