import { bytes, clientName, clock } from '../../../contract/words.ts';
import { t } from '../../text.ts';
import { type CallRow, outcomeLooks } from '../../view/call-rows.ts';
import { plain } from '../../view/log-lines.ts';
import { Glyph } from '../glyph.tsx';

/** of the list; gateway-calls.css says the same */
export const rowHeight = 28;
export const rowId = (id: number): string => `call-${id}`;

interface Props {
  row: CallRow;
  at: number;
  of: number;
  chosen: boolean;
  choose(): void;
}

export function CallLine({ row, at, of, chosen, choose }: Props) {
  const place = { id: rowId(row.id), 'aria-posinset': at, 'aria-setsize': of } as const;
  if (row.kind === 'missed') {
    return (
      <div role="option" aria-selected={chosen} {...place} className="gc-row gc-missed" aria-disabled="true" tabIndex={-1}>
        {t('calls.missed', { n: row.n })}
      </div>
    );
  }
  const { call } = row;
  const { glyph, tone } = outcomeLooks[call.outcome];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and the keys, and names the chosen row
    <div role="option" aria-selected={chosen} {...place} className={`gc-row ${call.outcome}`} tabIndex={-1} onClick={choose}>
      <time className="gc-time" dateTime={call.at} title={new Date(call.at).toLocaleString()}>
        {moment(call.at)}
      </time>
      <span className={`gc-outcome t-${tone}`}>
        <Glyph name={glyph} tone={tone} size={11} />
        {t(`calls.outcome.${call.outcome}`)}
      </span>
      <span className="gc-client trunc">{clientName(call.client)}</span>
      <span className="gc-tool trunc">
        <span className="t3">{call.method === 'tools/call' ? '' : `${call.method} `}</span>
        {plain(call.target ?? '')}
      </span>
      <span className="gc-took">{took(call.ms)}</span>
      <span className="gc-asked">{bytes(call.requestBytes)}</span>
      <span className="gc-answered">{bytes(call.resultBytes)}</span>
    </div>
  );
}

const days = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });

/** the clock alone today */
function moment(at: string): string {
  const time = Date.parse(at);
  return new Date(time).toDateString() === new Date().toDateString() ? clock(time) : `${days.format(time)} ${clock(time)}`;
}

/** "14 ms", "1.2 s" */
export function took(ms: number): string {
  if (ms < 1000) return t('calls.ms', { n: Math.round(ms) });
  return t('calls.s', { n: ms < 9950 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000)) });
}
