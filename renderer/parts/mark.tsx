import { sector } from '../view/ring-geometry.ts';

// The mark: eight stalls and a turntable lined up with two of them.
const stalls = Array.from({ length: 8 }, (_, index) => sector(33, 48, index * 45 - 17.2, index * 45 + 17.2)).join('');

export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 100 100" aria-hidden="true">
      <path d={stalls} fill="currentColor" />
      <rect x="44.2" y="14" width="11.6" height="72" fill="currentColor" />
    </svg>
  );
}
