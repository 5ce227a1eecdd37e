// "Did you mean": the known word that is closest to a mistyped one.

export function nearest(word: string, known: readonly string[]): string | null {
  const wanted = plain(word);
  let best: string | null = null;
  // a short word has many neighbours that have nothing to do with it
  const most = wanted.length <= 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  let least = Math.min(most, wanted.length - 1) + 1;
  for (const candidate of known) {
    const other = plain(candidate);
    const distance = other.startsWith(wanted) && wanted.length >= 3 ? 1 : distanceOf(wanted, other, least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

// `depends_on` and `depends-on` are as near to `dependsOn` as can be
const plain = (word: string) =>
  word
    .slice(0, 64)
    .toLowerCase()
    .replaceAll(/[-_\s]/g, '');

function distanceOf(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
