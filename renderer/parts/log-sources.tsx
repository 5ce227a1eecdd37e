import { Check } from 'lucide-react';
import { t } from '../text.ts';
import { engineLog, type SourceCount } from '../view/log-lines.ts';
import { Glyph } from './glyph.tsx';

interface Props {
  names: readonly string[];
  counts: ReadonlyMap<string, SourceCount>;
  series: ReadonlyMap<string, number>;
  /** null: all are on */
  on: ReadonlySet<string> | null;
  /** the engine's own log is */
  engine: boolean;
  onlyErrors: boolean;
  choose(names: string[] | null, engine: boolean): void;
  showErrors(only: boolean): void;
}

/** Who is heard: click switches one, Alt-click leaves only that one. */
export function LogSources({ names, counts, series, on, engine, onlyErrors, choose, showErrors }: Props) {
  const isOn = (name: string) => on === null || on.has(name);
  const toggle = (name: string, solo: boolean) => {
    if (solo) return choose([name], false);
    const next = names.filter((each) => (each === name ? !isOn(each) : isOn(each)));
    choose(next.length === names.length ? null : next, engine);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <aside className="srcs" aria-label={t('logs.sources')} tabIndex={0}>
      <h2>
        {t('logs.servers')}
        {on !== null || engine ? (
          <button type="button" onClick={() => choose(null, false)}>
            {t('logs.all')}
          </button>
        ) : (
          <button type="button" aria-pressed={onlyErrors} onClick={() => showErrors(!onlyErrors)}>
            {t(onlyErrors ? 'logs.all-levels' : 'logs.only-errors')}
          </button>
        )}
      </h2>
      <ul>
        {names.map((name) => (
          <Source
            key={name}
            name={name}
            on={isOn(name)}
            series={series.get(name) ?? 8}
            count={counts.get(name)}
            toggle={(solo) => toggle(name, solo)}
          />
        ))}
      </ul>
      <h2>{t('app.name')}</h2>
      <ul>
        <Source
          name={engineLog}
          on={engine}
          series={8}
          count={counts.get(engineLog)}
          toggle={(solo) => (solo ? choose([], true) : choose(on === null ? null : [...on], !engine))}
        />
      </ul>
    </aside>
  );
}

interface SourceProps {
  name: string;
  on: boolean;
  series: number;
  count: SourceCount | undefined;
  toggle(solo: boolean): void;
}

function Source({ name, on, series, count, toggle }: SourceProps) {
  return (
    <li>
      {/* biome-ignore lint/a11y/useSemanticElements: Alt-click needs the event, and the box is drawn in the series colour */}
      <button
        type="button"
        className="src"
        role="checkbox"
        aria-checked={on}
        title={t('logs.solo', { name })}
        onClick={(event) => toggle(event.altKey)}
      >
        <span className={`sw c-${series}`}>
          <Check className="ic" size={10} strokeWidth={3} aria-hidden="true" />
        </span>
        <span className="nm trunc">{name}</span>
        <Count count={count} />
      </button>
    </li>
  );
}

function Count({ count }: { count: SourceCount | undefined }) {
  if (!count) return null;
  const [n, tone, words] =
    count.errors > 0
      ? ([count.errors, 'fail', 'logs.errors'] as const)
      : count.warnings > 0
        ? ([count.warnings, 'warn', 'logs.warnings'] as const)
        : ([count.lines, 'mute', 'logs.lines'] as const);
  return (
    <span className={`e t-${tone}`} title={t(words, { n })}>
      {tone === 'fail' && <Glyph name="crashed" tone="fail" size={10} />}
      {tone === 'warn' && <Glyph name="degraded" tone="warn" size={10} />}
      <span aria-hidden="true">{n}</span>
      <span className="sr">{t(words, { n })}</span>
    </span>
  );
}
