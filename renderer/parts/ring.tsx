import { memo } from 'react';
import { assertNever } from '../../contract/server.ts';
import { labelOf, say, toneOf } from '../../contract/words.ts';
import { t } from '../text.ts';
import { heading, isSameRing, point, type RingServer, type StallShape, sector, shapesOf, stallsOf } from '../view/ring-geometry.ts';

interface Props {
  servers: readonly RingServer[];
  /** no contact: the stalls stand empty */
  unknown: boolean;
  size?: number;
}

/** Without servers twelve empty stalls. Figures do not turn it: it is drawn anew for a state. */
export const Ring = memo(
  RingOf,
  (before, after) => before.unknown === after.unknown && before.size === after.size && isSameRing(before.servers, after.servers),
);

function RingOf({ servers, unknown, size = 76 }: Props) {
  const empty = Array.from({ length: 12 }, () => ({ glyph: 'unknown' as const, names: [] }));
  const stalls =
    servers.length === 0 ? empty : stallsOf(servers).map((stall) => (unknown ? { ...stall, glyph: 'unknown' as const } : stall));
  const shapes = shapesOf(stalls);
  const turn = `rotate(${heading(shapes)})`;
  return (
    <svg className="ring" width={size} height={size} viewBox="-2 -2 104 104" role="img" aria-label={sentence(servers, unknown)}>
      {shapes.map((shape) => (
        <Stall key={shape.from} shape={shape} />
      ))}
      <circle cx="50" cy="50" r="25" fill="none" stroke="var(--line-2)" strokeWidth="1.6" />
      <path className="turntable" transform={turn} d="M50 28.2l5.2 8v31.3a3 3 0 0 1-3 3h-4.4a3 3 0 0 1-3-3V36.2z" fill="var(--text)" />
    </svg>
  );
}

function Stall({ shape }: { shape: StallShape }) {
  const { from, middle, to, glyph, names } = shape;
  const title = names.length > 0 && <title>{names.join(', ')}</title>;
  const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.8 } as const;
  switch (glyph) {
    case 'healthy':
      return (
        <path className="t-ok" fill="currentColor" d={sector(34, 47, from, to)}>
          {title}
        </path>
      );
    case 'crashed': {
      const [x, y] = point(41, middle);
      return (
        <path
          className="t-fail"
          stroke="currentColor"
          strokeWidth={3.6}
          strokeLinecap="round"
          d={`M${x - 4.6} ${y - 4.6}l9.2 9.2M${x + 4.6} ${y - 4.6}l-9.2 9.2`}
        >
          {title}
        </path>
      );
    }
    case 'degraded': {
      const corners = [point(48.4, middle), point(35.2, middle - 9.4), point(35.2, middle + 9.4)].map((corner) => corner.join(' '));
      return (
        <path
          className="t-warn"
          fill="currentColor"
          stroke="currentColor"
          strokeWidth={1.6}
          strokeLinejoin="round"
          d={`M${corners.join('L')}Z`}
        >
          {title}
        </path>
      );
    }
    case 'starting':
    case 'restarting': {
      const half = from + (to - from) * 0.46;
      return (
        <g className="t-busy">
          {title}
          <path fill="currentColor" d={sector(34, 47, from, half)} />
          <path {...line} strokeWidth={1.6} d={sector(34.8, 46.2, half, to)} />
        </g>
      );
    }
    case 'paused': {
      const bar = (to - from) * 0.34;
      return (
        <g className="t-mute" fill="currentColor">
          {title}
          <path d={sector(34, 47, from, from + bar)} />
          <path d={sector(34, 47, to - bar, to)} />
        </g>
      );
    }
    case 'idle': {
      const [x, y] = point(40.5, middle);
      return (
        <g className="t-mute">
          {title}
          <path {...line} d={sector(34.9, 46.1, from, to)} />
          <circle cx={x} cy={y} r="2.1" fill="currentColor" />
        </g>
      );
    }
    case 'stopped':
    case 'unknown':
      return (
        <path className="t-mute" {...line} d={sector(34.9, 46.1, from, to)}>
          {title}
        </path>
      );
    default:
      return assertNever(glyph);
  }
}

/** The ring in a sentence, for those who do not see it: "5 servers: 1 crashed, 4 healthy". */
function sentence(servers: readonly RingServer[], unknown: boolean): string {
  if (servers.length === 0) return t('ring.empty');
  const all = say('servers', { n: servers.length });
  if (unknown) return t('ring.unknown', { servers: all });
  const counts = new Map<string, number>();
  const trouble = (server: RingServer) => ['fail', 'warn', 'busy', 'ok', 'mute'].indexOf(toneOf(server.state));
  for (const server of [...servers].sort((a, b) => trouble(a) - trouble(b))) {
    const label = labelOf(server.state).toLowerCase();
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return t('ring.servers', { servers: all, states: [...counts].map(([label, n]) => `${n} ${label}`).join(', ') });
}
