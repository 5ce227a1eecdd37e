import { useEffect, useMemo } from 'react';
import { replaceQuery } from '../../route.ts';
import { openLogs } from '../../store/log-feed.ts';
import { addressOf, filterOf, type LogQuery, logQueryOf } from '../../view/log-filter.ts';
import { LogView } from '../log-view.tsx';

/** The log of this server alone, with the same filters and the same way of following. */
export function LogsTab({ name, query }: { name: string; query: URLSearchParams }) {
  useEffect(() => openLogs(name), [name]);
  const asked = { ...logQueryOf(query), servers: null };
  const address = query.toString();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is what it is made of
  const filter = useMemo(() => filterOf(asked), [address]);
  const series = useMemo(() => new Map([[name, 1]]), [name]);
  const set = (change: Partial<LogQuery>) => replaceQuery('server', addressOf({ ...asked, ...change }), [name, 'logs']);
  return (
    <div className="lg one">
      <LogView filter={filter} set={set} series={series} />
    </div>
  );
}
