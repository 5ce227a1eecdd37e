// What a tool answered, for people: text as it is, and what cannot be printed by its kind and size.
import { bytes } from '../../contract/words/amounts.ts';

type Part = Record<string, unknown>;

export function resultText(result: Record<string, unknown>): string {
  const parts = Array.isArray(result.content) ? (result.content as Part[]) : [];
  if (parts.length > 0) return parts.map(partText).join('\n');
  return result.structuredContent === undefined ? '' : JSON.stringify(result.structuredContent, null, 2);
}

function partText(part: Part): string {
  switch (part.type) {
    case 'text':
      return String(part.text ?? '');
    case 'image':
    case 'audio':
      return `[${part.type}: ${part.mimeType ?? 'of an unknown kind'}, ${base64Size(part.data)}]`;
    case 'resource_link':
      return `[resource: ${part.title ?? part.name ?? part.uri} <${part.uri}>]`;
    case 'resource':
      return resourceText((part.resource ?? {}) as Part);
    default:
      return `[${String(part.type)}]`;
  }
}

function resourceText({ uri, text, mimeType, blob }: Part): string {
  if (typeof text === 'string') return text;
  return `[resource: <${uri}>, ${mimeType ?? 'of an unknown kind'}, ${base64Size(blob)}]`;
}

function base64Size(data: unknown): string {
  const text = typeof data === 'string' ? data : '';
  return bytes(Math.floor((text.replace(/=+$/, '').length * 3) / 4));
}
