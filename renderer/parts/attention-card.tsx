import { Check } from 'lucide-react';
import { memo } from 'react';
import type { Mute } from '../../contract/alerts.ts';
import type { ExitView } from '../../contract/server.ts';
import { needsAttention, sentenceCase } from '../../contract/words.ts';
import { serverHref } from '../route.ts';
import { t } from '../text.ts';
import { guessLevel, plain, timeOf } from '../view/log-lines.ts';
import { CauseLine } from './cause-line.tsx';
import { Glyph } from './glyph.tsx';
import { NextStep } from './next-step.tsx';
import { AttentionMenu } from './overview/attention-menu.tsx';
import { SelectBox } from './overview/select-box.tsx';
import { ActionFailure, AttentionActions } from './server-actions.tsx';
import type { CardProps } from './server-card.tsx';
import { useServerWords } from './server-words.ts';

interface Props extends CardProps {
  /** nobody is told of it */
  muted: Mute | undefined;
}

/** It gets well: the card stays for a moment, and says so. */
const isWell = ({ state }: CardProps['view']): boolean => state === 'running';

/** A card for trouble: what, why, the lines that prove it, and the next step. */
export const AttentionCard = memo(function AttentionCard({ view, lostSince, acting, blocked, current, muted }: Props) {
  const words = useServerWords(view, lostSince, acting);
  const tabIndex = current ? 0 : -1;
  return (
    <article
      className={`card acard${muted ? ' muted' : ''}`}
      tabIndex={tabIndex}
      aria-label={`${view.name}, ${words.label}`}
      data-card={view.name}
    >
      <div className="hd">
        {isWell(view) ? (
          <Check className="ic t-ok" size={14} strokeWidth={3} role="img" aria-label={t('attention.resolved')} />
        ) : (
          <Glyph name={words.glyph} tone={words.tone} size={14} />
        )}
        <h3 className="trunc">
          <a href={serverHref(view.name)} tabIndex={tabIndex} title={view.description ?? undefined}>
            {view.name}
          </a>
        </h3>
        <span className="tag">{view.launcher}</span>
        {muted && <span className="tag">{t('alerts.muted')}</span>}
        <span className="t3 small trunc" title={words.sentence}>
          {words.said}
        </span>
        <span className="more">
          <SelectBox name={view.name} tabIndex={tabIndex} />
          {needsAttention(view) && <AttentionMenu view={view} muted={muted} blocked={blocked} tabIndex={tabIndex} />}
        </span>
      </div>
      {view.reason !== null && (
        <p className="why" title={view.reason}>
          {sentenceCase(view.reason)}
        </p>
      )}
      {view.lastExit !== null && view.state === 'crashed' && <LastLines exit={view.lastExit} />}
      <NextStep next={view.next} logOf={view.name} />
      {view.state === 'crashed' && lostSince === null && <CauseLine name={view.name} tabIndex={tabIndex} />}
      <AttentionActions view={view} acting={acting} blocked={blocked} tabIndex={tabIndex} />
      <ActionFailure name={view.name} acting={acting} tabIndex={tabIndex} />
    </article>
  );
});

const shown = 2;

function LastLines({ exit }: { exit: ExitView }) {
  const lines = exit.stderr.slice(-shown);
  const [clock] = timeOf(exit.at);
  return (
    <ul className="log" aria-label={t('card.log')}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one exit never change
        <li key={index} className={guessLevel(line)}>
          {plain(line)}
        </li>
      ))}
      <li className="exit">
        <span className="ts">{clock}</span>
        {exit.signal === null ? t('card.exit.code', { code: String(exit.code ?? '?') }) : t('card.exit.signal', { signal: exit.signal })}
      </li>
    </ul>
  );
}
