// The merged config as an outline, each value with where it comes from.
import type { AnswerOf } from '../../contract/routes/table.ts';
import { sanitise } from './sanitise.ts';
import type { Look } from './server-table.ts';
import { pad, widthOf } from './width.ts';

type ConfigView = AnswerOf<'config'>;
interface Line {
  text: string;
  origin: string | null;
}

const widest = 60;

export function configLines(view: ConfigView, { out }: Look): string[] {
  const lines = outline(view.values, [], view.origins);
  const width = Math.min(widest, Math.max(0, ...lines.map((line) => widthOf(line.text))));
  const files = view.files.map((file) => {
    const state = file.exists ? (file.ok ? '' : '  (cannot be used)') : '  (not there)';
    return out.dim(`# ${sanitise(file.client, false)}: ${sanitise(file.file, false)}${state}`);
  });
  return [
    ...files,
    ...lines.map((line) => (line.origin === null ? line.text : `${pad(line.text, width)}  ${out.dim(`# ${line.origin}`)}`)),
  ];
}

function outline(value: Record<string, unknown>, path: string[], origins: ConfigView['origins']): Line[] {
  return Object.entries(value).flatMap(([key, each]): Line[] => {
    const here = [...path, key];
    const origin = originOf(here, origins);
    const label = `${'  '.repeat(path.length)}${sanitise(/^[\w@.-]+$/.test(key) ? key : JSON.stringify(key), false)}:`;
    if (typeof each === 'object' && each !== null && !Array.isArray(each) && Object.keys(each).length > 0) {
      return [{ text: label, origin: null }, ...outline(each as Record<string, unknown>, here, origins)];
    }
    return [{ text: `${label} ${sanitise(inline(each), false)}`, origin }];
  });
}

function inline(value: unknown): string {
  if (typeof value === 'string') return /^[\w@%+=./~-][\w@%+=:./~ -]*$/.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  return JSON.stringify(value) ?? 'null';
}

/** of the value itself, else of the nearest that holds it */
function originOf(path: string[], origins: ConfigView['origins']): string | null {
  for (let length = path.length; length > 0; length--) {
    const origin = origins[path.slice(0, length).join('.')];
    if (origin) return sanitise(origin.line === null ? origin.file : `${origin.file}:${origin.line}`, false);
  }
  return null;
}
