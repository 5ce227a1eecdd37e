import { LayoutGrid, Rows3 } from 'lucide-react';
import type { Snapshot } from '../../contract/events.ts';
import type { ServerView } from '../../contract/server.ts';
import { pausedWords } from '../../contract/words.ts';
import { replaceQuery } from '../route.ts';
import { t } from '../text.ts';
import { countBy, type Filter, filters, groupingOf, groupings } from '../view/groups.ts';
import { AddServer } from './add-server.tsx';
import { FilterField } from './filter-field.tsx';
import { Glyph } from './glyph.tsx';
import { PauseSupervision } from './pause-supervision.tsx';
import { useKeys } from './use-keys.ts';

interface FilterProps {
  servers: readonly ServerView[];
  /** the whole of what the address says: what is not changed here stays */
  query: URLSearchParams;
  table: boolean;
  blocked: string | null;
  paused: Snapshot['engine']['paused'];
}

/** Which servers are shown; what is chosen is in the address. */
export function ServerFilters({ servers, query, table, blocked, paused }: FilterProps) {
  const filter: Filter = filters.find((each) => each === query.get('show')) ?? 'all';
  const text = query.get('q') ?? '';
  const grouping = groupingOf(query.get('by'), servers);
  const counts = countBy(servers);
  const set = (change: { show?: string; q?: string; view?: string | null; by?: string }) => {
    const next = { ...Object.fromEntries(query), ...change };
    replaceQuery('overview', { ...next, show: next.show === 'all' ? null : (next.show ?? null) });
  };
  useKeys({
    attention: () => set({ show: filter === 'attention' ? 'all' : 'attention' }),
    view: () => set({ view: table ? null : 'table' }),
  });
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
      <FilterField name={t('filter.text.name')} value={text} change={(q) => set({ q })} />
      <select
        className="select by"
        aria-label={t('group.by')}
        value={grouping}
        disabled={table}
        title={table ? t('group.by.table') : undefined}
        onChange={(event) => set({ by: event.target.value })}
      >
        {groupings.map((each) => (
          <option key={each} value={each}>
            {t(`group.by.${each}`)}
          </option>
        ))}
      </select>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box */}
      <div className="seg icons" role="group" aria-label={t('view.label')}>
        <button
          type="button"
          aria-pressed={!table}
          aria-label={t('view.cards')}
          title={t('view.cards')}
          onClick={() => set({ view: null })}
        >
          <LayoutGrid className="ic" size={14} aria-hidden="true" />
        </button>
        <button
          type="button"
          aria-pressed={table}
          aria-label={t('view.table')}
          title={t('view.table')}
          onClick={() => set({ view: 'table' })}
        >
          <Rows3 className="ic" size={14} aria-hidden="true" />
        </button>
      </div>
      {paused !== null && (
        <span className="tag">
          <Glyph name="paused" tone="mute" size={10} />
          {t('overview.paused', { words: pausedWords(paused) })}
        </span>
      )}
      <PauseSupervision paused={paused} blocked={blocked} />
      <AddServer />
    </div>
  );
}
