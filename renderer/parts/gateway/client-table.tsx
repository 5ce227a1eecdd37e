import { clientName, nothing, when } from '../../../contract/words.ts';
import { useNow } from '../../store/now.ts';
import { t } from '../../text.ts';
import { type CallFigures, callerKey } from '../../view/call-rows.ts';
import { type CallerRow, initials } from '../../view/caller-rows.ts';
import { limitOf } from '../../view/client-limits.ts';
import { LimitMeter } from './limit-meter.tsx';

interface Props {
  rows: readonly CallerRow[];
  chosen: string | null;
  /** of their calls; null: not read yet */
  figures: ReadonlyMap<string, CallFigures> | null;
  /** all calls of the last hour are counted */
  whole: boolean;
  choose(key: string): void;
}

export function ClientTable({ rows, chosen, figures, whole, choose }: Props) {
  const now = useNow();
  const most = Math.max(...rows.map(({ tools }) => tools ?? 0));
  return (
    <article className="card gw-card">
      <table className="gw-table" aria-label={t('gateway.connected')}>
        <thead>
          <tr>
            <th scope="col">{t('gateway.client')}</th>
            <th scope="col">{t('gateway.profile')}</th>
            <th scope="col">{t('gateway.tools.limit')}</th>
            <th scope="col" className="r hide-n">
              {t('gateway.cost')}
            </th>
            <th scope="col" className="r">
              {t('gateway.hourly')}
            </th>
            <th scope="col" className="r hide-n">
              {t('gateway.last')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const known = figures?.get(callerKey(row.label, row.profile));
            const hour = known?.hour ?? 0;
            return (
              <tr key={row.key} className={row.key === chosen ? 'on' : undefined} onClick={() => choose(row.key)}>
                <td>
                  <ClientName row={row} chosen={row.key === chosen} />
                </td>
                <td>
                  <span className="tag gw-prof">{row.profile}</span>
                </td>
                <td>
                  <Shown row={row} most={most} />
                </td>
                <td className="r num nowrap hide-n">{row.tokens === null ? nothing : t('gateway.tokens.short', { n: row.tokens })}</td>
                <td className="r num nowrap" title={whole ? undefined : t('gateway.hourly.part')}>
                  {figures === null ? nothing : whole ? t('gateway.n', { n: hour }) : t('gateway.n.more', { n: hour })}
                </td>
                <td className="r num t2 nowrap hide-n" title={known && new Date(known.last).toLocaleString()}>
                  {known ? when(known.last, now) : nothing}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </article>
  );
}

function ClientName({ row, chosen }: { row: CallerRow; chosen: boolean }) {
  const title = clientName(row.label);
  const more = [
    row.connected ? t('gateway.sessions', { n: row.sessions }) : t('gateway.gone'),
    row.token === null ? null : t('gateway.token', { name: row.token }),
  ];
  return (
    <span className={`gw-name${row.connected ? '' : ' gone'}`}>
      <span className="gw-tile" aria-hidden="true">
        {initials(title)}
      </span>
      <span className="grow">
        <button type="button" className="gw-pick" aria-current={chosen ? 'true' : undefined}>
          {title}
        </button>
        <small>{more.filter((part) => part !== null).join(', ')}</small>
      </span>
    </span>
  );
}

function Shown({ row, most }: { row: CallerRow; most: number }) {
  if (row.tools === null) return nothing;
  const limit = row.surface === 'full' ? limitOf(row) : null;
  return <LimitMeter tools={row.tools} limit={limit?.tools ?? null} most={most} note={row.surface === 'lazy' ? t('gateway.lazy') : null} />;
}
