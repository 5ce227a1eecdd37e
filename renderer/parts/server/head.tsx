import { LogIn, Play, RotateCw, Square } from 'lucide-react';
import type { ServerView } from '../../../contract/server.ts';
import type { Description } from '../../../contract/words.ts';
import { act, signIn } from '../../store/actions.ts';
import type { Acting } from '../../store/page-state.ts';
import { t } from '../../text.ts';
import { ActionButton } from '../action-button.tsx';
import { Glyph } from '../glyph.tsx';
import { ActionFailure, actingWords, busyReason } from '../server-actions.tsx';
import { SlowActions } from '../slow-actions.tsx';

interface Props {
  view: ServerView;
  words: Description;
  acting: Acting | undefined;
  /** why actions do nothing now */
  blocked: string | null;
  now: number;
}

/** Name, state in a word and in a sentence, and the actions at their fixed places. */
export function ServerHead({ view, words, acting, blocked, now }: Props) {
  const { name } = view;
  const down = view.state === 'stopped' || view.state === 'crashed' || view.state === 'disabled';
  const wantsSignIn = view.auth !== null && view.auth.state !== 'signed-in';
  const button = (verb: 'start' | 'stop' | 'restart', icon: typeof Play) => (
    <ActionButton
      icon={icon}
      name={t('act.of', { act: t(`act.${verb}`), name })}
      blocked={blocked ?? busyReason(acting, verb)}
      act={() => act(verb, name)}
    >
      {t(`act.${verb}`)}
    </ActionButton>
  );
  const sentence = actingWords(acting, now, view) ?? words.sentence;
  // most sentences begin with the word of the state, which is not said twice
  const rest = sentence.startsWith(words.label) ? sentence.slice(words.label.length) : `. ${sentence}`;
  return (
    <div className="sh">
      <Glyph name={words.glyph} tone={words.tone} size={16} />
      <div className="sh-t">
        <h2>
          <span className="trunc">{name}</span>
          <span className="tag" title={view.launcher}>
            {view.launcher}
          </span>
          {words.paused !== null && <span className="tag">{words.paused}</span>}
        </h2>
        <p className="t2">
          <b className={`med t-${words.tone}`}>{words.label}</b>
          {rest}
        </p>
        {view.description !== null && <p className="t3 small">{view.description}</p>}
      </div>
      <div className="acts">
        {wantsSignIn && (
          <ActionButton
            icon={LogIn}
            name={t('act.of.sign-in', { name })}
            blocked={blocked ?? busyReason(acting, 'sign-in')}
            act={() => signIn(name)}
          >
            {t('act.sign-in')}
          </ActionButton>
        )}
        <SlowActions view={view} acting={acting} blocked={blocked} />
        {down || view.state === 'idle' ? button('start', Play) : button('restart', RotateCw)}
        {!down && button('stop', Square)}
      </div>
      <ActionFailure name={name} acting={acting} tabIndex={0} />
    </div>
  );
}
