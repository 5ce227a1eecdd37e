import { Layers, Play } from 'lucide-react';
import { memo } from 'react';
import { duration } from '../../contract/words.ts';
import { t } from '../text.ts';
import type { Fold } from '../view/log-items.ts';
import { isMark, type NumberedLine, piecesOf, timeOf } from '../view/log-lines.ts';
import type { Finder } from '../view/log-search.ts';
import { Glyph } from './glyph.tsx';

const letters = { debug: 'D', info: 'I', warn: 'W', error: 'E' } as const;

interface Props {
  line: NumberedLine;
  find: Finder | null;
  /** colour of its server */
  series: number;
  /** the one that a search, a key or a click has chosen */
  chosen: boolean;
  open: boolean;
  /** when lines are wrapped */
  height: number | null;
}

export const LogRow = memo(function LogRow({ line, find, series, chosen, open, height }: Props) {
  const [clock, ms] = timeOf(line.t);
  const more = `${chosen ? ' chosen' : ''}${open ? ' open' : ''}`;
  const text = piecesOf(line.text, find).map((piece, index) => {
    const Piece = piece.hit ? 'mark' : 'span';
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line have no other name
      <Piece key={index} className={piece.className || undefined}>
        {piece.text}
      </Piece>
    );
  });
  if (isMark(line)) {
    const bad = line.level === 'error';
    return (
      <div className={`lbreak${bad ? ' t-fail' : line.level === 'warn' ? ' t-warn' : ''}${more}`} data-id={line.id}>
        {bad ? (
          <Glyph name="crashed" tone="fail" />
        ) : line.level === 'warn' ? (
          <Glyph name="degraded" tone="warn" />
        ) : (
          <Play className="ic" size={12} strokeWidth={2.1} aria-hidden="true" />
        )}
        <span className="num">{clock}</span>
        {line.server !== '' && <b className="med">{line.server}</b>}
        <span>{text}</span>
      </div>
    );
  }
  return (
    <div className={`ll ${line.level}${more}`} data-id={line.id} style={height === null ? undefined : { height }}>
      <span className="ts">
        {clock}
        <span className="ms">{ms}</span>
      </span>
      <span className={`sn c-${series}`} title={line.server}>
        <i />
        <b>{line.server}</b>
      </span>
      <span className="lv">{letters[line.level]}</span>
      <span className="tx">{text}</span>
    </div>
  );
});

/** In the place of lines that say the same as the one above. */
export function FoldRow({ fold, toggle }: { fold: Fold; toggle(): void }) {
  const { lines, open } = fold;
  const lasted = Date.parse(lines.at(-1)!.t) - Date.parse(lines[0]!.t);
  return (
    <div className="fold">
      <Layers className="ic" size={13} aria-hidden="true" />
      {lasted < 1000 ? t('logs.similar', { n: lines.length }) : t('logs.similar.in', { n: lines.length, lasted: duration(lasted) })}
      <button type="button" aria-expanded={open} onClick={toggle}>
        {t(open ? 'logs.similar.hide' : 'logs.similar.show')}
      </button>
    </div>
  );
}
