import { Check } from 'lucide-react';
import { t } from '../text.ts';
import type { SourceCount } from '../view/log-lines.ts';
import { Glyph } from './glyph.tsx';

interface Props {
  names: readonly string[];
  counts: ReadonlyMap<string, SourceCount>;
  series: ReadonlyMap<string, number>;
  /** null: all are on */
  on: ReadonlySet<string> | null;
  choose(names: string[] | null): void;
}

/** Which servers are heard: click switches one, Alt-click leaves only that one. */
export function LogSources({ names, counts, series, on, choose }: Props) {
  const isOn = (name: string) => on === null || on.has(name);
  const toggle = (name: string, solo: boolean) => {
    if (solo) return choose([name]);
    const next = names.filter((each) => (each === name ? !isOn(each) : isOn(each)));
    choose(next.length === names.length ? null : next);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <aside className="srcs" aria-label={t('logs.sources')} tabIndex={0}>
      <h2>
        {t('logs.servers')}
        {on !== null && (
          <button type="button" onClick={() => choose(null)}>
            {t('logs.all')}
          </button>
        )}
      </h2>
      <ul>
        {names.map((name) => (
          <li key={name}>
            {/* biome-ignore lint/a11y/useSemanticElements: Alt-click needs the event, and the box is drawn in the series colour */}
            <button
              type="button"
              className="src"
              role="checkbox"
              aria-checked={isOn(name)}
              title={t('logs.solo', { name })}
              onClick={(event) => toggle(name, event.altKey)}
            >
              <span className={`sw c-${series.get(name) ?? 8}`}>
                <Check className="ic" size={10} strokeWidth={3} aria-hidden="true" />
              </span>
              <span className="nm trunc">{name}</span>
              <Count count={counts.get(name)} />
            </button>
          </li>
        ))}
      </ul>
    </aside>
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
