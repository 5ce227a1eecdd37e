// What the address says is shown of a log.
import { momentOf } from '../../contract/moment.ts';
import { type LogLevel, logLevels } from '../../contract/server.ts';
import { splitNames } from '../route.ts';
import type { LogFilter } from './log-lines.ts';
import { type Search, searchOf, slowSearch } from './log-search.ts';

const usualLevels: readonly LogLevel[] = ['info', 'warn', 'error'];
/** how far back a log may be read; null: its last lines */
export const ages = [null, '15m', '1h', '6h', '1d'] as const;

/** as it stands in the address; null: as usual */
export interface LogQuery {
  servers: string | null;
  levels: string | null;
  /** the engine's own log too */
  engine: '1' | null;
  q: string | null;
  /** `q` is a pattern */
  re: '1' | null;
  /** lines in which `q` is not found are left out */
  only: '1' | null;
  since: string | null;
  /** the moment that is looked at */
  at: string | null;
  wrap: '1' | null;
}

const yes = (text: string | null): '1' | null => (text === '1' ? '1' : null);
/** typed by somebody, it may be anything */
const moment = (text: string | null): string | null => (text !== null && momentOf(text, new Date()) !== null ? text : null);

export const logQueryOf = (query: URLSearchParams): LogQuery => ({
  servers: query.get('servers'),
  levels: query.get('levels'),
  engine: yes(query.get('engine')),
  q: query.get('q'),
  re: yes(query.get('re')),
  only: yes(query.get('only')),
  since: moment(query.get('since')),
  at: moment(query.get('at')),
  wrap: yes(query.get('wrap')),
});

export interface LogChoice {
  filter: LogFilter;
  search: Search;
}

export function choiceOf({ servers, levels, engine, q, re, only }: LogQuery): LogChoice {
  const search = searchOf(q ?? '', re !== null);
  return {
    search,
    filter: {
      names: servers === null ? null : new Set(splitNames(servers)),
      levels: new Set(levels === null ? usualLevels : logLevels.filter((level) => levels.split(',').includes(level))),
      engine: engine !== null,
      only: only === null ? null : search.find,
    },
  };
}

/** The same without its search, which has turned out to be too slow. */
export const withoutSearch = ({ filter }: LogChoice): LogChoice => ({ search: slowSearch, filter: { ...filter, only: null } });

/** What is usual is left out of the address. */
export const addressOf = (query: LogQuery): Record<string, string | null> => ({
  ...query,
  levels: query.levels === usualLevels.join(',') ? null : query.levels,
});
