// The change of a file, as the engine says it (unified, secrets masked): sign, word and colour for each line.
import type { ReactNode } from 'react';
import '../styles/diff.css';
import { t } from '../text.ts';
import { type DiffLine, parseDiff } from '../view/unified-diff.ts';

interface Props {
  /** as `diff -u` writes it */
  text: string;
  /** what is changed, for the head: a path as people read it */
  file: ReactNode;
  does?: 'create' | 'change' | 'delete';
}

const signs = { same: ' ', added: '+', removed: '−' };

export function Diff({ text, file, does = 'change' }: Props) {
  const { hunks, added, removed } = parseDiff(text);
  return (
    <figure className="diff">
      <figcaption className="diff-head">
        <code>{file}</code>
        <span>{does === 'change' ? counts(added, removed) : t(`diff.${does}`)}</span>
      </figcaption>
      {hunks.length === 0 && <p className="diff-none">{t('diff.none')}</p>}
      {hunks.map((hunk, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a diff never changes in place, another text is another diff
        <div className="diff-hunk" key={at}>
          {at > 0 && (
            <div className="diff-gap">
              <span aria-hidden="true">⋯</span>
              <span className="sr">{t('diff.gap')}</span>
            </div>
          )}
          {hunk.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a diff never changes in place, another text is another diff
            <Line key={index} line={line} />
          ))}
        </div>
      ))}
    </figure>
  );
}

function Line({ line: { kind, text, changed } }: { line: DiffLine }) {
  const [from, to] = changed ?? [0, 0];
  return (
    <div className="diff-line" data-kind={kind}>
      <span className="diff-sign" aria-hidden="true">
        {signs[kind]}
      </span>
      <code>
        {kind !== 'same' && <span className="sr">{t(`diff.${kind}`)} </span>}
        {text.slice(0, from)}
        {to > from && <b>{text.slice(from, to)}</b>}
        {text.slice(to)}
      </code>
    </div>
  );
}

const counts = (added: number, removed: number) =>
  [added > 0 && t('diff.count.added', { n: added }), removed > 0 && t('diff.count.removed', { n: removed })].filter(Boolean).join(', ');
