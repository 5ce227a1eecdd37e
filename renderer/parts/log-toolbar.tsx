import { ArrowDownToLine, ChevronDown, ChevronUp, Download, ListFilter, Pause, Regex, Search, WrapText } from 'lucide-react';
import { useRef } from 'react';
import { type LogLevel, logLevels } from '../../contract/server.ts';
import { useKeyTip } from '../store/keys.ts';
import { type TextId, t } from '../text.ts';
import { ages, type LogQuery } from '../view/log-filter.ts';
import type { Follow } from './follow-end.ts';
import { useKeys } from './use-keys.ts';

interface Props {
  query: LogQuery;
  /** why the pattern cannot be used */
  fault: TextId | null;
  hits: { at: number | null; all: number; step(by: 1 | -1): void };
  levels: ReadonlySet<LogLevel>;
  follow: Follow;
  set(change: Partial<LogQuery>): void;
  resume(): void;
  freeze(): void;
  save(): void;
}

export function LogToolbar({ query, fault, hits, levels, follow, set, resume, freeze, save }: Props) {
  const toggle = (level: LogLevel) =>
    set({ levels: logLevels.filter((each) => levels.has(each) !== (each === level)).join(',') || 'none' });
  const frozen = follow.kind === 'frozen';
  const wrapped = query.wrap !== null;
  const wrap = useKeyTip('wrap', t('logs.wrap'));
  const followTip = useKeyTip('follow', t('logs.follow.key'));
  const pause = useKeyTip('freeze', t('logs.pause'));
  const bar = (
    <div className={`lt${query.q ? ' lt-q' : ''}`} role="toolbar" aria-label={t('logs.filters')}>
      <SearchField query={query} fault={fault} hits={hits} set={set} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box */}
      <div className="seg lv-seg" role="group" aria-label={t('logs.levels')}>
        {logLevels.map((level) => (
          <button key={level} type="button" aria-pressed={levels.has(level)} title={t(`level.${level}`)} onClick={() => toggle(level)}>
            <b className={level} aria-hidden="true">
              {t(`level.${level}`).slice(0, 1)}
            </b>
            <span>{t(`level.${level}`)}</span>
          </button>
        ))}
      </div>
      <select
        className="select hide-n"
        aria-label={t('logs.since')}
        value={query.since ?? ''}
        onChange={(event) => set({ since: event.target.value || null, at: null })}
      >
        {ages.map((age) => (
          <option key={age} value={age ?? ''}>
            {t(`logs.since.${age ?? 'last'}`)}
          </option>
        ))}
        {query.since !== null && !ages.some((age) => age === query.since) && <option value={query.since}>{query.since}</option>}
      </select>
      <span className="grow" />
      <button
        type="button"
        className={`ib${wrapped ? ' on' : ''}`}
        aria-pressed={wrapped}
        aria-label={t('logs.wrap')}
        {...wrap}
        onClick={() => set({ wrap: wrapped ? null : '1' })}
      >
        <WrapText className="ic" size={15} aria-hidden="true" />
      </button>
      <button type="button" className="ib" aria-label={t('logs.save')} title={t('logs.save')} onClick={save}>
        <Download className="ic" size={15} aria-hidden="true" />
      </button>
      <button type="button" className="btn" aria-pressed={follow.kind === 'following'} {...followTip} onClick={resume}>
        <ArrowDownToLine className="ic" size={14} aria-hidden="true" />
        {t('logs.follow')}
      </button>
      <button
        type="button"
        className="btn"
        aria-pressed={frozen}
        aria-label={t('logs.pause')}
        {...pause}
        onClick={() => (frozen ? resume() : freeze())}
      >
        <Pause className="ic" size={14} aria-hidden="true" />
        <span className="lbl">{t('logs.pause')}</span>
      </button>
    </div>
  );
  return (
    <>
      {bar}
      {fault === 'logs.pattern.slow' && (
        <p className="lt-note t-fail" role="status">
          {t('logs.pattern.slow.next')}
        </p>
      )}
    </>
  );
}

function SearchField({ query, fault, hits, set }: Pick<Props, 'query' | 'fault' | 'hits' | 'set'>) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ filter: () => input.current?.focus() });
  const text = query.q ?? '';
  const words =
    fault !== null ? t(fault) : hits.at === null ? t('logs.hits', { n: hits.all }) : t('logs.hits.at', { at: hits.at, all: hits.all });
  const option = (key: 're' | 'only', Icon: typeof Regex) => (
    <button
      type="button"
      className={`ib${query[key] === null ? '' : ' on'}`}
      aria-pressed={query[key] !== null}
      aria-label={t(`logs.search.${key}`)}
      title={t(`logs.search.${key}`)}
      onClick={() => set({ [key]: query[key] === null ? '1' : null })}
    >
      <Icon className="ic" size={13} aria-hidden="true" />
    </button>
  );
  return (
    <div className="field">
      <Search className="ic" size={14} aria-hidden="true" />
      <input
        ref={input}
        aria-label={t('logs.search')}
        aria-invalid={fault !== null}
        placeholder={t('logs.search')}
        spellCheck={false}
        value={text}
        onChange={(event) => set({ q: event.target.value || null })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') set({ q: null, only: null });
          if (event.key === 'Enter') hits.step(event.shiftKey ? -1 : 1);
        }}
      />
      {text !== '' && (
        <>
          <span className={`hits${fault === null ? '' : ' t-fail'}`} role="status" title={fault === null ? undefined : t(fault)}>
            {words}
          </span>
          <button
            type="button"
            className="ib"
            aria-label={t('logs.hits.previous')}
            title={t('logs.hits.previous')}
            onClick={() => hits.step(-1)}
          >
            <ChevronUp className="ic" size={14} aria-hidden="true" />
          </button>
          <button type="button" className="ib" aria-label={t('logs.hits.next')} title={t('logs.hits.next')} onClick={() => hits.step(1)}>
            <ChevronDown className="ic" size={14} aria-hidden="true" />
          </button>
          {option('only', ListFilter)}
        </>
      )}
      {option('re', Regex)}
    </div>
  );
}
