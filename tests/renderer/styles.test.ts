// Every page's styles stay once they were loaded: a class that two pages mean differently is broken on whichever was opened first.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const renderer = join(import.meta.dirname, '..', '..', 'renderer');
const folder = join(renderer, 'styles');
/** these come together, always in the same order */
const ofWindow = new Set([...readFileSync(join(renderer, 'main.tsx'), 'utf8').matchAll(/styles\/([\w-]+\.css)/g)].map(([, file]) => file!));

/** files that one page brings along are one owner: they come together, too */
const ofPage = new Map(
  readdirSync(join(renderer, 'pages')).flatMap((page) => {
    const source = readFileSync(join(renderer, 'pages', page), 'utf8');
    return [...source.matchAll(/styles\/([\w-]+\.css)/g)].map(([, file]) => [file!, page] as const);
  }),
);

it('no class is defined by the styles of two pages', () => {
  const owners = new Map<string, string[]>();
  for (const file of readdirSync(folder)) {
    const css = readFileSync(join(folder, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
    const defined = new Set([...css.matchAll(/(?:^|[},])\s*\.([\w-]+)\s*(?=[,{])/g)].map(([, name]) => name!));
    const owner = ofWindow.has(file) ? 'the window' : (ofPage.get(file) ?? file);
    for (const name of defined) owners.set(name, [...new Set([...(owners.get(name) ?? []), owner])]);
  }
  expect([...owners].filter(([, files]) => files.length > 1)).toEqual([]);
});

it('no class that a page defines by itself is also meant by the styles of servers’ cards', () => {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const ofCards = ['cards.css', 'choosing.css'];
  const selectors = ofCards.map((file) => read(file).replaceAll(/\{[^{}]*\}/g, ' ')).join(' ');
  const meant = new Set([...selectors.matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name!));
  const both = readdirSync(folder)
    .filter((file) => !ofWindow.has(file) && !ofCards.includes(file))
    .flatMap((file) => [...read(file).matchAll(/(?:^|[},])\s*\.([\w-]+)\s*(?=[,{])/g)].map(([, name]) => `${file}: .${name}`))
    .filter((each) => meant.has(each.split(': .')[1]!));
  expect(both).toEqual([]);
});
