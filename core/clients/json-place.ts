// Where things are in a client's file: offsets of its keys and of its servers, so that a change touches nothing else.
import { Failure } from '../../contract/errors.ts';

export interface Property {
  key: string;
  /** of the key, with its quote */
  from: number;
  /** between key and value: the colon and what is around it */
  colon: [from: number, to: number];
  /** end of the value */
  to: number;
  /** the comma after it, where there is one */
  comma: number | null;
  /** where the comments end that follow it on its line */
  tail: number;
  isMap: boolean;
}
export interface MapPlace {
  /** the brace that opens it, and the one that closes it */
  open: number;
  close: number;
  properties: Property[];
}
export interface FilePlaces {
  root: MapPlace;
  /** the map of servers; null: not there */
  servers: MapPlace | null;
}

/** Refuses what does not parse, and what means something else to each reader (a key that is there twice). */
export async function placesIn(text: string, key: string, file: string): Promise<FilePlaces> {
  const { visit } = await import('jsonc-parser');
  const shift = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const refuse = (why: string) => new Failure('config-invalid', `${file} ${why}. Mend it first; it was not changed.`);
  if (text.slice(shift).trim() === '')
    throw new Failure('config-invalid', `${file} is empty. Write {} into it, or delete it; it was not changed.`);
  const maps: (MapPlace & { key: string | null })[] = [];
  let depth = 0;
  let wrong: number | null = null;
  /** the map that is read now, when it is one whose properties count */
  const here = () => (depth > 0 && depth === maps.length && maps.at(-1)!.close < 0 ? maps.at(-1)! : null);
  let root: MapPlace | null = null;
  let servers: MapPlace | null = null;
  const ended = (to: number, isMap = false) => {
    const property = here()?.properties.at(-1);
    if (property && property.to < 0) Object.assign(property, { to, tail: to, isMap });
  };
  const begin = (offset: number, isMap: boolean) => {
    const counts = isMap && (depth === 0 ? root === null : depth === 1 && here()?.properties.at(-1)?.key === key);
    const property = here()?.properties.at(-1);
    if (property && property.colon[1] < 0) property.colon[1] = offset;
    depth++;
    if (!counts || depth !== maps.length + 1) return;
    const map = { open: offset, close: -1, properties: [], key: null };
    maps.push(map);
    if (depth === 1) root = map;
    else servers = map;
  };
  const end = (offset: number, isMap: boolean) => {
    const map = here();
    if (map) {
      map.close = offset;
      maps.pop();
    }
    depth--;
    ended(offset + 1, isMap);
  };
  try {
    visit(
      text.slice(shift),
      {
        onObjectBegin: (offset) => begin(offset + shift, true),
        onArrayBegin: (offset) => begin(offset + shift, false),
        onObjectEnd: (offset) => end(offset + shift, true),
        onArrayEnd: (offset) => end(offset + shift, false),
        onObjectProperty(name, offset, length) {
          const from = offset + shift;
          here()?.properties.push({ key: name, from, colon: [from + length, -1], to: -1, comma: null, tail: -1, isMap: false });
        },
        onLiteralValue(_value, offset, length) {
          const property = here()?.properties.at(-1);
          if (property && property.colon[1] < 0) property.colon[1] = offset + shift;
          ended(offset + shift + length);
        },
        onSeparator(sign, offset) {
          const property = here()?.properties.at(-1);
          if (sign === ',' && property && property.to >= 0) {
            property.comma = offset + shift;
            property.tail = Math.max(property.tail, offset + shift + 1);
          }
        },
        onComment(offset, length) {
          const property = here()?.properties.at(-1);
          const from = offset + shift;
          if (property && property.to >= 0 && !text.slice(property.tail, from).includes('\n')) property.tail = from + length;
        },
        onError: (_error, offset) => {
          wrong ??= offset + shift;
        },
      },
      { allowTrailingComma: true },
    );
  } catch (error) {
    if (error instanceof RangeError) throw refuse('is nested too deeply');
    throw error;
  }
  if (wrong !== null) {
    const before = text.slice(shift, wrong).split('\n');
    throw refuse(`is not valid JSON at line ${before.length}, column ${before.at(-1)!.length + 1}`);
  }
  const found = { root: root as MapPlace | null, servers: servers as MapPlace | null };
  if (!found.root) throw refuse('is not a JSON object');
  refuseTwice(found.root, key, refuse);
  if (found.servers) refuseTwice(found.servers, null, refuse);
  else if (found.root.properties.some((property) => property.key === key)) throw refuse(`has a "${key}" that is no map`);
  return { root: found.root, servers: found.servers };
}

function refuseTwice({ properties }: MapPlace, only: string | null, refuse: (why: string) => Failure) {
  const seen = new Set<string>();
  for (const { key } of properties) {
    if (seen.has(key) && (only === null || only === key)) throw refuse(`has "${key}" twice`);
    seen.add(key);
  }
}
