import { replaceQuery } from '../route.ts';
import { pageStore } from '../store/engine.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { type EventFilter, eventKinds } from '../view/event-rows.ts';
import { FilterField } from './filter-field.tsx';

/** Which events are shown; what is chosen is in the address. */
export function EventFilters({ filter }: { filter: EventFilter }) {
  const servers = useStore(pageStore, ({ snapshot }) => snapshot?.servers);
  const set = (change: Partial<EventFilter>) => {
    const { kind, server, text } = { ...filter, ...change };
    replaceQuery('events', { kind: kind === 'all' ? null : kind, server, q: text });
  };
  // a server that is gone has its past too
  const names = [...new Set([...(servers ?? []).map((view) => view.name), ...(filter.server === null ? [] : [filter.server])])].sort();
  return (
    <div className="lt" role="toolbar" aria-label={t('events.filters')}>
      <FilterField name={t('events.search')} value={filter.text} change={(text) => set({ text })} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box */}
      <div className="seg" role="group" aria-label={t('events.show')}>
        {eventKinds.map((kind) => (
          <button key={kind} type="button" aria-pressed={kind === filter.kind} onClick={() => set({ kind })}>
            {t(`events.kind.${kind}`)}
          </button>
        ))}
      </div>
      <select
        className="pick"
        aria-label={t('events.server')}
        value={filter.server ?? ''}
        onChange={(event) => set({ server: event.target.value || null })}
      >
        <option value="">{t('events.server.all')}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
