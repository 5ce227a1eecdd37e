import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useRef } from 'react';
import type { ServerView } from '../../contract/server.ts';
import { bytes, count, latency, nothing, percent } from '../../contract/words.ts';
import { serverHref } from '../route.ts';
import { pageStore } from '../store/engine.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { type Column, columns, type Sort } from '../view/table-order.ts';
import { Glyph } from './glyph.tsx';
import { useInSight } from './in-sight.ts';
import { SelectAll, SelectBox } from './overview/select-box.tsx';
import { ActionFailure, CardActions } from './server-actions.tsx';
import { type CardProps, CpuLine } from './server-card.tsx';
import { labelWords, useServerWords } from './server-words.ts';

interface Props {
  servers: readonly ServerView[];
  sort: Sort;
  sortBy(column: Column): void;
  card(view: ServerView): CardProps;
}

const isFigure = (column: Column): boolean => column !== 'name' && column !== 'state';

/** The facts of the cards, a row for each server. */
export function ServerTable({ servers, sort, sortBy, card }: Props) {
  return (
    <div className="card tbl-w">
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col" className="tbl-all">
              <SelectAll names={servers.map(({ name }) => name)} />
            </th>
            {columns.map((column) => {
              const chosen = column === sort.column;
              const Arrow = sort.down ? ArrowDown : ArrowUp;
              return (
                <th
                  key={column}
                  scope="col"
                  className={isFigure(column) ? `r at-${column}` : undefined}
                  aria-sort={chosen ? (sort.down ? 'descending' : 'ascending') : undefined}
                >
                  <button type="button" onClick={() => sortBy(column)}>
                    {t(`column.${column}`)}
                    {chosen && <Arrow className="ic" size={12} aria-hidden="true" />}
                  </button>
                </th>
              );
            })}
            <th scope="col">
              <span className="sr">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {servers.map((view) => (
            <Row key={view.name} {...card(view)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Drawn anew for themselves: calls come far more often than anything else of a row. */
function CallCells({ name }: { name: string }) {
  const calls = useStore(pageStore, ({ snapshot }) => snapshot?.calls?.servers[name]?.lastHour ?? null);
  const p95 = useStore(pageStore, ({ snapshot }) => snapshot?.calls?.servers[name]?.p95Ms ?? null);
  return (
    <>
      <td className="r num">{count(calls)}</td>
      <td className="r num at-p95">{latency(p95)}</td>
    </>
  );
}

const Row = memo(function Row(props: CardProps) {
  const { view, lostSince, current, late } = props;
  const row = useRef<HTMLTableRowElement>(null);
  const inSight = useInSight(row, late);
  return (
    <tr ref={row} tabIndex={current ? 0 : -1} data-card={view.name} aria-label={`${view.name}, ${labelWords(view, lostSince)}`}>
      {inSight || current ? <Filled {...props} /> : <Place name={view.name} />}
    </tr>
  );
});

/** Of a row that is out of sight: its height, and its name, so that the widest of all sets the column. */
function Place({ name }: { name: string }) {
  return (
    <>
      <td />
      <th scope="row">
        <span className="nm out">{name}</span>
      </th>
      <td colSpan={columns.length} />
    </>
  );
}

function Filled({ view, lostSince, acting, blocked, current }: CardProps) {
  const words = useServerWords(view, lostSince, acting);
  const tabIndex = current ? 0 : -1;
  return (
    <>
      <td>
        <SelectBox name={view.name} tabIndex={tabIndex} />
      </td>
      <th scope="row">
        <span className="nm">
          <Glyph name={words.glyph} tone={words.tone} />
          <a href={serverHref(view.name)} tabIndex={tabIndex} title={view.description ?? undefined}>
            {view.name}
          </a>
          <span className="tag" title={view.launcher}>
            {view.launcher}
          </span>
          {words.paused !== null && <span className="tag">{words.paused}</span>}
        </span>
      </th>
      <td className="t2 said">
        <div className="trunc" title={[words.said, view.reason, ...view.warnings].filter((each) => each !== null).join('\n')}>
          {words.said}
        </div>
        <ActionFailure name={view.name} acting={acting} tabIndex={tabIndex} />
      </td>
      <td className="r num">
        <span className="cpu">
          {view.cpu !== null && <CpuLine name={view.name} series={1} width={88} height={20} />}
          {percent(view.cpu)}
        </span>
      </td>
      <td className="r num">{bytes(view.memory)}</td>
      <CallCells name={view.name} />
      <td className="r num">{view.tools ?? nothing}</td>
      <td className={`r num${view.restarts > 0 ? ' t-warn' : ''}`}>{view.restarts}</td>
      <td className="r">
        <span className="row-acts">
          <CardActions view={view} acting={acting} blocked={blocked} tabIndex={tabIndex} />
        </span>
      </td>
    </>
  );
}
