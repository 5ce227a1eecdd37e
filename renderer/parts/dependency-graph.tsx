import { useMemo } from 'react';
import type { Description } from '../../contract/words.ts';
import { serverHref } from '../route.ts';
import { t } from '../text.ts';
import type { Dependency } from '../view/dependencies.ts';
import { drawingOf, nodeSize } from '../view/dependency-layout.ts';
import { Glyph } from './glyph.tsx';

interface Props {
  all: readonly Dependency[];
  words(one: Dependency): Pick<Description, 'glyph' | 'tone' | 'label'>;
}

/** For the eye and the pointer; the list below it says the same to everybody, and is what the keyboard reaches. */
export function DependencyGraph({ all, words }: Props) {
  const shape = all.map(({ name, needs, blockers }) => [name, needs, blockers]);
  const key = JSON.stringify(shape);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only who needs whom moves anything
  const { width, height, places, edges } = useMemo(() => drawingOf(all), [key]);
  return (
    <svg className="dg" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <defs>
        <marker id="dg-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M1 1 7 4 1 7" fill="none" stroke="context-stroke" strokeWidth="1.4" />
        </marker>
      </defs>
      {edges.map((edge) => (
        <path key={`${edge.from}\n${edge.to}`} className={edge.cut ? 'dg-e cut' : 'dg-e'} d={edge.path} markerEnd="url(#dg-end)" />
      ))}
      {all.map((one) => {
        const place = places.get(one.name);
        if (!place) return null;
        const { glyph, tone, label } = words(one);
        const content = (
          <>
            <title>{one.name}</title>
            <rect width={nodeSize.width} height={nodeSize.height} rx="8" />
            <g transform="translate(13 12)">
              <Glyph name={glyph} tone={tone} />
            </g>
            <text className="dg-n" x="34" y="22">
              {shortened(one.name)}
            </text>
            <text className={`dg-s t-${tone}`} x="34" y="39">
              {label}
              {one.holds > 0 ? ` · ${t('deps.blocks', { n: one.holds }).toLowerCase()}` : ''}
            </text>
          </>
        );
        return (
          <g key={one.name} transform={`translate(${place.x} ${place.y})`} className={one.view === null ? 'dg-b missing' : 'dg-b'}>
            {one.view === null ? (
              content
            ) : (
              <a href={serverHref(one.name)} tabIndex={-1}>
                {content}
              </a>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Drawn text knows no ellipsis. */
const shortened = (name: string): string => (name.length > 21 ? `${name.slice(0, 20)}…` : name);
