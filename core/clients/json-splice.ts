// Puts properties into JSON text and takes them out, in the manner of the file, and leaves every other byte where it is.
import type { Plain } from '../decide/tree.ts';
import type { MapPlace, Property } from './json-place.ts';

interface Splice {
  from: number;
  to: number;
  text: string;
}

/** The text of a value: given ready, as it once stood in the file, or to be written. */
export type NewProperty = { key: string; value: Plain } | { raw: string };

export function withProperty(text: string, map: MapPlace, property: NewProperty): string {
  const manner = mannerOf(text, map);
  const last = map.properties.at(-1);
  if (!last) return splice(text, intoEmpty(text, map, property, manner));
  const written = write(property, manner);
  if (manner.lines) {
    // a comment behind the last property stays behind it
    const lead = manner.eol + manner.indent;
    const splices = [{ from: last.tail, to: last.tail, text: lead + written + (last.comma === null ? '' : ',') }];
    if (last.comma === null) splices.unshift({ from: last.to, to: last.to, text: ',' });
    return splice(text, splices);
  }
  const at = last.comma === null ? last.to : last.comma + 1;
  return splice(text, [{ from: at, to: at, text: last.comma === null ? `,${manner.gap}${written}` : `${manner.gap}${written},` }]);
}

export function withValue(text: string, map: MapPlace, property: Property, value: Plain): string {
  const manner = mannerOf(text, map);
  return splice(text, [{ from: property.colon[1], to: property.to, text: valueText(value, manner) }]);
}

export function withoutProperties(text: string, map: MapPlace, keys: ReadonlySet<string>): string {
  const { properties } = map;
  const splices: Splice[] = [];
  for (const [index, property] of properties.entries()) {
    if (keys.has(property.key)) splices.push(...cuts(text, property, index === properties.length - 1));
  }
  const last = properties.at(-1);
  const lastKept = properties.findLast((property) => !keys.has(property.key));
  // who is last now has a comma only if the last one had
  if (lastKept && lastKept !== last && lastKept.comma !== null && last!.comma === null)
    splices.push({ from: lastKept.comma, to: lastKept.comma + 1, text: '' });
  return splice(text, splices);
}

function cuts(text: string, { from, to, comma }: Property, isLast: boolean): Splice[] {
  // a comment between value and comma is not ours
  const apart = comma !== null && text.slice(to, comma).trim() !== '';
  const end = comma !== null && !apart ? comma + 1 : to;
  const more: Splice[] = apart ? [{ from: comma, to: comma + 1, text: '' }] : [];
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const startsLine = text.slice(lineStart, from).trim() === '' && lineStart > 0;
  const rest = /^[ \t]*(\r?\n)?/.exec(text.slice(end))!;
  if (startsLine && rest[1] !== undefined) return [{ from: lineStart, to: end + rest[0].length, text: '' }, ...more];
  if (!apart && (startsLine || !isLast)) return [{ from, to: end + /^[ \t]*/.exec(text.slice(end))![0].length, text: '' }];
  const back = startsLine ? 0 : /[ \t]*$/.exec(text.slice(0, from))![0].length;
  return [{ from: from - back, to: end, text: '' }, ...more];
}

interface Manner {
  eol: string;
  /** each property has a line of its own */
  lines: boolean;
  /** before a property of this map */
  indent: string;
  /** one level */
  unit: string;
  /** between a comma and the next property on one line */
  gap: string;
  colon: string;
}

function mannerOf(text: string, map: MapPlace): Manner {
  const unit = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  const first = map.properties[0];
  const base = indentAt(text, map.open);
  const colon = first && text.slice(...first.colon);
  const usual = colon !== undefined && /^\s{0,2}:[ \t]{0,4}$/.test(colon) ? colon : undefined;
  const lines = first ? text.slice(map.open, first.from).includes('\n') : text.trim().includes('\n');
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    lines,
    indent: first && lines ? indentAt(text, first.from) : base + unit,
    unit,
    gap: usual?.endsWith(' ') ? ' ' : '',
    colon: usual ?? (lines ? ': ' : ':'),
  };
}

function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))![0];
}

function intoEmpty(text: string, map: MapPlace, property: NewProperty, manner: Manner): Splice[] {
  const written = write(property, manner);
  const inside = text.slice(map.open + 1, map.close);
  // behind what is written there: a comment is about the map, not about us
  const at = map.open + 1 + inside.trimEnd().length;
  if (!manner.lines) return [{ from: at, to: at, text: written }];
  const splices = [{ from: at, to: at, text: manner.eol + manner.indent + written }];
  if (!inside.includes('\n')) splices.push({ from: map.close, to: map.close, text: manner.eol + indentAt(text, map.open) });
  return splices;
}

function write(property: NewProperty, manner: Manner): string {
  return 'raw' in property ? property.raw : JSON.stringify(property.key) + manner.colon + valueText(property.value, manner);
}

function valueText(value: Plain, { lines, unit, eol, indent }: Manner): string {
  return lines ? JSON.stringify(value, null, unit).replaceAll('\n', eol + indent) : JSON.stringify(value);
}

function splice(text: string, splices: readonly Splice[]): string {
  let result = '';
  let done = 0;
  for (const { from, to, text: piece } of splices
    .map((one, index) => ({ ...one, index }))
    .sort((a, b) => a.from - b.from || a.index - b.index)) {
    result += text.slice(done, from) + piece;
    done = to;
  }
  return result + text.slice(done);
}
