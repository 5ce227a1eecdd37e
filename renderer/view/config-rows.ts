// The settings of one server with where each comes from, flat: `restart.max` is 2, from line 3 of a file.
import type { AnswerOf } from '../../contract/routes/table.ts';
import { recordOf } from './inspection.ts';

export interface ConfigRow {
  path: string;
  value: string;
  /** null: what is usual, no file says it */
  from: { file: string; line: number | null } | null;
}

/** What files say first, in their order; then what is usual. */
export function configRows(
  { values, origins }: Pick<AnswerOf<'config'>, 'values' | 'origins'>,
  name: string,
  isService: boolean,
): ConfigRow[] {
  const section = isService ? 'services' : 'servers';
  const own = recordOf(values[section]);
  const rows: ConfigRow[] = [];
  const walk = (value: unknown, path: string) => {
    const origin = origins[`${section}.${name}.${path}`];
    const inner = Object.entries(recordOf(value));
    if (!origin && inner.length > 0) for (const [key, each] of inner) walk(each, `${path}.${key}`);
    else rows.push({ path, value: wordsOf(value), from: origin && origin.file !== 'default' ? origin : null });
  };
  for (const [key, value] of Object.entries(recordOf(Object.hasOwn(own, name) ? own[name] : null))) walk(value, key);
  return [...rows.filter(({ from }) => from !== null), ...rows.filter(({ from }) => from === null)];
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
