import { useEffect, useMemo } from 'react';
import { compareServers } from '../../contract/words.ts';
import { contentId } from '../content.ts';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { LogSources } from '../parts/log-sources.tsx';
import { LogView } from '../parts/log-view.tsx';
import { joinNames, replaceQuery } from '../route.ts';
import { pageStore } from '../store/engine.ts';
import { logStore, openLogs } from '../store/log-feed.ts';
import { useStore } from '../store/page-state.ts';
import { addressOf, choiceOf, type LogQuery, logQueryOf } from '../view/log-filter.ts';
import { engineLog, seriesOf } from '../view/log-lines.ts';

export function LogsPage({ query }: { query: URLSearchParams }) {
  const counts = useStore(logStore, (state) => state.counts);
  // one text: figures and checks change the servers, and not what is shown of them here
  const known = useStore(pageStore, ({ snapshot }) =>
    JSON.stringify((snapshot?.servers ?? []).toSorted(compareServers).map(({ name }) => name)),
  );
  const asked = logQueryOf(query);
  const address = query.toString();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is what it is made of
  const choice = useMemo(() => choiceOf(asked), [address]);
  const { filter } = choice;
  const { since, at } = asked;
  useEffect(() => openLogs({ since, at, engine: filter.engine }), [since, at, filter.engine]);
  const set = (change: Partial<LogQuery>) => replaceQuery('logs', addressOf({ ...asked, ...change }));
  const names = JSON.parse(known) as string[];
  const gone = [...counts.keys()].filter((name) => name !== '' && name !== engineLog && !names.includes(name));
  const all = [...names, ...gone];
  const key = all.toSorted().join('\n');
  const series = useMemo(() => seriesOf(key.split('\n')), [key]);
  return (
    <main className="lg" id={contentId} tabIndex={-1}>
      <LogSources
        names={all}
        counts={counts}
        series={series}
        on={filter.names}
        engine={filter.engine}
        onlyErrors={asked.levels === 'error'}
        choose={(chosen, engine) => set({ servers: chosen === null ? null : joinNames(chosen) || ',', engine: engine ? '1' : null })}
        showErrors={(only) => set({ levels: only ? 'error' : null })}
      />
      <LogView choice={choice} query={asked} set={set} series={series}>
        <ContactBanner />
      </LogView>
    </main>
  );
}
