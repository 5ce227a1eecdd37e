// Every word that the window says is in a catalogue, and every one in a catalogue is said.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { catalogue, type Message } from '../../contract/words/catalogue.ts';
import { english } from '../../contract/words/english.ts';
import { pseudo } from '../../renderer/view/pseudo.ts';

const root = join(import.meta.dirname, '..', '..');
const filesOf = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file));
const files = filesOf('renderer');
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const messages: Record<string, Message> = {};
for (const file of readdirSync(join(root, 'renderer/text')))
  for (const part of Object.values(await import(join(root, 'renderer/text', file)))) Object.assign(messages, part);

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function walk(node: Node, visit: (node: Node, parents: readonly Node[]) => void, parents: readonly Node[] = []): void {
  visit(node, parents);
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit, [...parents, node]);
}

/** what people read or hear of an element */
const spoken = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
  'label',
]);
/** names of keys, units and signs: the same in every language */
const sameEverywhere = /^(?:Esc|Enter|Tab|Roundhouse|MCP|URL|JSON|HTTP|YAML)$/;
const isWord = (text: string) => /\p{L}{2,}/u.test(text) && !sameEverywhere.test(text.trim()) && !/^~?\/[\w/]*$/.test(text);

/** values that become text: literals in braces, and both ends of a choice */
function literalsOf(node: Node): string[] {
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : [];
  if (node.type === 'TemplateLiteral') return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate].filter(isNode).flatMap(literalsOf);
  if (node.type === 'LogicalExpression') return [node.left, node.right].filter(isNode).flatMap(literalsOf);
  if (node.type === 'JSXExpressionContainer') return isNode(node.expression) ? literalsOf(node.expression) : [];
  return [];
}

describe('the words of the window', () => {
  it('never stand in the markup itself', () => {
    const found: string[] = [];
    for (const [file, source] of sources) {
      if (!file.endsWith('.tsx')) continue;
      walk(parseAst(source, { lang: 'tsx' }) as unknown as Node, (node, parents) => {
        const said = (text: string) => {
          if (isWord(text)) found.push(`${file}:${source.slice(0, node.start).split('\n').length}: ${text.trim()}`);
        };
        const tag = ((parents.at(-1)?.openingElement as Node | undefined)?.name as Node | undefined)?.name;
        // what is typed or written into a file is the same everywhere
        if (tag === 'code' || tag === 'kbd') return;
        if (node.type === 'JSXText') said(String(node.value));
        if (node.type === 'JSXExpressionContainer' && /^JSX(Element|Fragment)$/.test(parents.at(-1)?.type ?? ''))
          literalsOf(node).forEach(said);
        if (node.type === 'JSXAttribute' && spoken.has(String((node.name as Node).name)) && isNode(node.value))
          literalsOf(node.value).forEach(said);
      });
    }
    expect(found).toEqual([]);
  });

  it('are all said somewhere', () => {
    const all = [...sources]
      .filter(([file]) => !file.startsWith('renderer/text'))
      .map(([, source]) => source)
      .join('\n');
    const whole = new Set([...all.matchAll(/['"`]([\w.-]+)['"`]/g)].map(([, id]) => id!));
    // `nav.${page}`: whatever begins so, or ends so
    const parts = [...all.matchAll(/`([\w.-]*)((?:\$\{(?:[^{}]|\{[^}]*\})*\}[\w.-]*)+)`/g)]
      .map(
        ([, head, tail]) =>
          new RegExp(
            `^${escaped(head!)}${tail!
              .split(/\$\{(?:[^{}]|\{[^}]*\})*\}/)
              .map(escaped)
              .join('.+')}$`,
          ),
      )
      .filter((pattern) => pattern.source !== '^.+$');
    const unsaid = Object.keys(messages).filter((id) => !whole.has(id) && !parts.some((part) => part.test(id)));
    expect(unsaid).toEqual([]);
  });
});

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const every = Object.entries({ ...english, ...messages }) as [string, Message][];
const formsOf = (message: Message) => (typeof message === 'string' ? [message] : Object.values(message));
const holesOf = (form: string) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

describe('each message', () => {
  it('that counts has a form for one and for others, which knows no more than that of one', () => {
    for (const [id, message] of every) {
      if (typeof message === 'string') continue;
      expect(Object.keys(message).sort(), id).toEqual(['one', 'other']);
      const [one, other] = [message.one!, message.other].map((form) => holesOf(form).filter((hole) => hole !== 'n'));
      expect(one, id).toEqual(expect.arrayContaining(other!));
    }
  });

  it('chooses its form by number and writes numbers as people do', () => {
    const say = catalogue('en', { lines: { one: '{n} line', other: '{n} lines' } });
    expect([0, 1, 2, 1234].map((n) => say('lines', { n }))).toEqual(['0 lines', '1 line', '2 lines', '1,234 lines']);
  });

  it('keeps its manners', () => {
    for (const [id, message] of every)
      for (const form of formsOf(message)) {
        expect(form, id).not.toMatch(/!$|\b(please|oops|successfully)\b/i);
        // examples of files have lines of their own
        if (!form.includes('\n')) expect(form, id).not.toMatch(/ {2}/);
      }
  });

  it('is told apart and longer in pseudo words, with its holes', () => {
    expect(pseudo('{n} lines shown of {all}')).toBe('{n} líñéšëë šhöwñëë öfë {all}');
    for (const [id, message] of every) for (const form of formsOf(message)) expect(holesOf(pseudo(form)), id).toEqual(holesOf(form));
  });
});
