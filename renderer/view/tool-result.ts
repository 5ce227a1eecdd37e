// What a tool answered, in parts that can be shown. It comes from a server that nobody checked: text stays text, and only plain pictures are pictures.
import { recordOf } from './inspection.ts';
import { plain } from './log-lines.ts';

export type ResultPart =
  | { kind: 'text'; text: string; cut: number }
  | { kind: 'image'; url: string; type: string }
  | { kind: 'link'; uri: string; name: string | null }
  | { kind: 'other'; type: string; bytes: number };

const mostText = 100_000;
/** no SVG: it is a document, not a picture */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export function partsOf(result: unknown): ResultPart[] {
  const { content } = recordOf(result);
  return Array.isArray(content) ? content.map((item) => partOf(recordOf(item))) : [];
}

/** null: it gave none */
export function structuredOf(result: unknown): string | null {
  const { structuredContent } = recordOf(result);
  return structuredContent === undefined ? null : cutOf(JSON.stringify(structuredContent, null, 2)).text;
}

function partOf(item: Record<string, unknown>): ResultPart {
  const data = typeof item.data === 'string' ? item.data : '';
  if (typeof item.text === 'string') return { kind: 'text', ...cutOf(item.text) };
  if (item.type === 'image' && pictures.has(String(item.mimeType)) && /^[A-Za-z0-9+/]+={0,2}$/.test(data)) {
    return { kind: 'image', url: `data:${String(item.mimeType)};base64,${data}`, type: String(item.mimeType) };
  }
  if (item.type === 'resource_link') {
    return { kind: 'link', uri: String(item.uri), name: typeof item.name === 'string' ? item.name : null };
  }
  if (item.type === 'resource') {
    const resource = recordOf(item.resource);
    if (typeof resource.text === 'string') return { kind: 'text', ...cutOf(resource.text) };
    return { kind: 'link', uri: String(resource.uri), name: null };
  }
  return { kind: 'other', type: String(item.mimeType ?? item.type), bytes: Math.floor((data.length * 3) / 4) };
}

/** Lines stay lines; what would hide or turn text around is made visible. */
export const plainLines = (text: string): string => text.split('\n').map(plain).join('\n');

const cutOf = (text: string): { text: string; cut: number } => ({
  text: plainLines(text.slice(0, mostText)),
  cut: Math.max(0, text.length - mostText),
});
