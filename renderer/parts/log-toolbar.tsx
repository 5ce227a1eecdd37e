import { ArrowDownToLine, Pause, Search } from 'lucide-react';
import { type LogLevel, logLevels } from '../../contract/server.ts';
import { useKeyCap } from '../store/keys.ts';
import { t } from '../text.ts';
import type { KeyAction } from '../view/keys.ts';

interface Props {
  text: string;
  hits: number;
  levels: ReadonlySet<LogLevel>;
  following: boolean;
  frozen: boolean;
  search(text: string): void;
  show(levels: LogLevel[]): void;
  resume(): void;
  freeze(): void;
}

export function LogToolbar(props: Props) {
  const toggle = (level: LogLevel) => props.show(logLevels.filter((each) => props.levels.has(each) !== (each === level)));
  const follow = useTip('follow', t('logs.follow.key'));
  const freeze = useTip('freeze', t('logs.pause'));
  return (
    <div className="lt" role="toolbar" aria-label={t('logs.filters')}>
      <label className="field">
        <Search className="ic" size={14} aria-hidden="true" />
        <span className="sr">{t('logs.search')}</span>
        <input
          placeholder={t('logs.search')}
          spellCheck={false}
          value={props.text}
          onChange={(event) => props.search(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') props.search('');
          }}
        />
        {props.text !== '' && <span className="hits">{t('logs.search.hits', { n: props.hits })}</span>}
      </label>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box */}
      <div className="seg lv-seg" role="group" aria-label={t('logs.levels')}>
        {logLevels.map((level) => (
          <button
            key={level}
            type="button"
            aria-pressed={props.levels.has(level)}
            title={t(`level.${level}`)}
            onClick={() => toggle(level)}
          >
            <b className={level} aria-hidden="true">
              {t(`level.${level}`).slice(0, 1)}
            </b>
            <span>{t(`level.${level}`)}</span>
          </button>
        ))}
      </div>
      <span className="grow" />
      <button type="button" className="btn" aria-pressed={props.following} {...follow} onClick={props.resume}>
        <ArrowDownToLine className="ic" size={14} aria-hidden="true" />
        {t('logs.follow')}
      </button>
      <button
        type="button"
        className="btn"
        aria-pressed={props.frozen}
        {...freeze}
        onClick={() => (props.frozen ? props.resume() : props.freeze())}
      >
        <Pause className="ic" size={14} aria-hidden="true" />
        {t('logs.pause')}
      </button>
    </div>
  );
}

/** what it does and, while single keys are on, its key */
function useTip(action: KeyAction, words: string): { title: string; 'aria-keyshortcuts'?: string } {
  const cap = useKeyCap(action);
  return cap === null ? { title: words } : { title: t('keys.tip', { words, key: cap }), 'aria-keyshortcuts': cap };
}
