import { t } from '../../text.ts';
import { type Range, rangeNames } from '../../view/metric-points.ts';

/** null: the one that needs not be said */
export function RangeChoice({ range, choose }: { range: Range; choose(range: Range | null): void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own box
    <div className="seg" role="group" aria-label={t('metrics.range')}>
      {rangeNames.map((name) => (
        <button key={name} type="button" aria-pressed={name === range} onClick={() => choose(name === '1h' ? null : name)}>
          {t(`metrics.range.${name}`)}
        </button>
      ))}
    </div>
  );
}
