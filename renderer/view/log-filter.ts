// What the address says is shown of a log.
import { type LogLevel, logLevels } from '../../contract/server.ts';
import { splitNames } from '../route.ts';
import type { LogFilter } from './log-lines.ts';

const usualLevels: readonly LogLevel[] = ['info', 'warn', 'error'];

export interface LogQuery {
  servers: string | null;
  levels: string | null;
  q: string;
}

export const logQueryOf = (query: URLSearchParams): LogQuery => ({
  servers: query.get('servers'),
  levels: query.get('levels'),
  q: query.get('q') ?? '',
});

export function filterOf({ servers, levels, q }: LogQuery): LogFilter {
  return {
    names: servers === null ? null : new Set(splitNames(servers)),
    levels: new Set(levels === null ? usualLevels : logLevels.filter((level) => levels.split(',').includes(level))),
    text: q,
  };
}

/** What is usual is left out of the address. */
export const addressOf = ({ levels, q, servers }: LogQuery) => ({
  servers,
  levels: levels === usualLevels.join(',') ? null : levels,
  q,
});
