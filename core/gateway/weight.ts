// About how many bytes a value has as JSON, without making the JSON. Strings count by their characters, which is what makes big results big.

/** beyond so many values the sum so far is the answer: at least so much */
const MOST_VALUES = 200_000;

export function weigh(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 4;
  let bytes = 0;
  let values = 0;
  // no recursion: results nest as deep as their server likes
  const open: object[] = [value];
  const add = (part: unknown) => {
    values += 1;
    if (typeof part === 'string') bytes += part.length + 3;
    else if (typeof part === 'object' && part !== null) open.push(part);
    else bytes += 5;
  };
  for (let next = open.pop(); next !== undefined && values < MOST_VALUES; next = open.pop()) {
    bytes += 3;
    if (Array.isArray(next)) for (const part of next) add(part);
    else {
      for (const [key, part] of Object.entries(next)) {
        bytes += key.length + 3;
        add(part);
      }
    }
  }
  return bytes;
}

export function bytesInWords(bytes: number): string {
  if (bytes < 1_024) return `${bytes} bytes`;
  if (bytes < 1_024 ** 2) return `${Math.round(bytes / 1_024)} KiB`;
  return `${Math.round((bytes / 1_024 ** 2) * 10) / 10} MiB`;
}
