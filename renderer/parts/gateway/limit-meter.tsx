import { t } from '../../text.ts';
import { limitState } from '../../view/client-limits.ts';
import { Glyph } from '../glyph.tsx';

interface Props {
  tools: number;
  /** known of this client; null: none is known */
  limit: number | null;
  /** where there is no limit, the length is against this many */
  most: number;
  /** in place of the words about the limit */
  note?: string | null;
}

/** How many tools a client is shown, against what it is known to take. The words say it all: the bar is for the eye. */
export function LimitMeter({ tools, limit, most, note = null }: Props) {
  const state = limit === null ? null : limitState(tools, limit);
  return (
    <div className="gw-cap">
      <span className="num">
        {state === 'over' && <Glyph name="degraded" tone="warn" />}
        <span>
          {t('gateway.n', { n: tools })}
          <span className="t3">{note ?? (limit === null ? t('gateway.limit.none') : t('gateway.limit.of', { n: limit }))}</span>
          {state === 'over' && <span className="sr">{t('gateway.limit.over')}</span>}
        </span>
      </span>
      <Bar tools={tools} limit={limit} most={most} />
    </div>
  );
}

export function Bar({ tools, limit, most }: Pick<Props, 'tools' | 'limit' | 'most'>) {
  const whole = limit === null ? most : Math.max(limit, tools);
  const part = whole === 0 ? 0 : Math.min(100, (tools / whole) * 100);
  const state = limit === null ? 'none' : limitState(tools, limit);
  return (
    <div className={`gw-bar ${state}`} aria-hidden="true">
      <i style={{ width: `${part}%` }} />
      {limit !== null && <u style={{ insetInlineStart: `${(limit / whole) * 100}%` }} />}
    </div>
  );
}
