import type { JSX } from 'react';
import type { Glyph as GlyphName, Tone } from '../../contract/words.ts';

// Every state has its own outline, so that colour is never the only sign. Hidden from speech: the word is always beside it.
const outline = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 } as const;
const cut = { fill: 'none', stroke: 'var(--glyph-bg, var(--surface))', strokeLinecap: 'round' } as const;

const shapes: Record<GlyphName, JSX.Element> = {
  healthy: <circle cx="6" cy="6" r="4.25" fill="currentColor" />,
  idle: (
    <>
      <circle cx="6" cy="6" r="4.25" {...outline} />
      <circle cx="6" cy="6" r="1.6" fill="currentColor" />
    </>
  ),
  degraded: (
    <>
      <path d="M6 1.35 11.1 10.2a.55.55 0 0 1-.48.83H1.38a.55.55 0 0 1-.48-.83z" fill="currentColor" />
      <path d="M6 4.6v2.6M6 8.9v.1" {...cut} strokeWidth={1.35} />
    </>
  ),
  crashed: (
    <>
      <rect x=".9" y=".9" width="10.2" height="10.2" rx="2.2" fill="currentColor" />
      <path d="M4 4l4 4M8 4l-4 4" {...cut} strokeWidth={1.5} />
    </>
  ),
  starting: (
    <>
      <path className="spin" d="M6 1.75a4.25 4.25 0 1 1-3.68 2.12" {...outline} strokeWidth={1.6} strokeLinecap="round" />
      <circle cx="6" cy="6" r="1.4" fill="currentColor" />
    </>
  ),
  restarting: (
    <g className="spin" strokeLinecap="round">
      <path d="M10.2 6A4.2 4.2 0 1 1 8.6 2.7" {...outline} strokeWidth={1.6} />
      <path d="M8.9.6v2.5H6.4" {...outline} strokeLinejoin="round" />
    </g>
  ),
  stopped: <circle cx="6" cy="6" r="4.25" {...outline} />,
  paused: (
    <>
      <rect x="2.2" y="1.8" width="2.6" height="8.4" rx=".9" fill="currentColor" />
      <rect x="7.2" y="1.8" width="2.6" height="8.4" rx=".9" fill="currentColor" />
    </>
  ),
  unknown: <circle cx="6" cy="6" r="4.25" {...outline} strokeDasharray="2 2.45" />,
};

export function Glyph({ name, tone, size = 12 }: { name: GlyphName; tone: Tone; size?: number }) {
  return (
    <svg className={`gl t-${tone}`} width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}
