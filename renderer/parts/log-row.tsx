import { Play } from 'lucide-react';
import { memo } from 'react';
import { isMark, type NumberedLine, piecesOf, timeOf } from '../view/log-lines.ts';
import { Glyph } from './glyph.tsx';

export const rowHeight = 18;

const letters = { debug: 'D', info: 'I', warn: 'W', error: 'E' } as const;

interface Props {
  line: NumberedLine;
  search: string;
  /** colour of its server */
  series: number;
}

export const LogRow = memo(function LogRow({ line, search, series }: Props) {
  const [clock, ms] = timeOf(line.t);
  const text = piecesOf(line.text, search).map((piece, index) => {
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
      <div className={`lbreak${bad ? ' t-fail' : line.level === 'warn' ? ' t-warn' : ''}`}>
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
    <div className={`ll ${line.level}`}>
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
