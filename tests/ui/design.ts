// `npm run design -- FOLDER`: our pages beside the drawings in that folder, both in the same Chromium. `--keep` stores what the drawings say,
// for the test that needs no drawings. Ends with 1 when something differs and nobody has said why.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openBrowser } from '../support/chromium.ts';
import { allowed } from './design/allowed.ts';
import { type Difference, differences, idle, reasonOf, type Values } from './design/compare.ts';
import { measureDrawings, measureOurs, stage } from './design/pages.ts';
import { drawings } from './design/parts.ts';
import { tokenDifferences, tokensOf } from './design/tokens.ts';
import { settled } from './staged-home.ts';

const root = join(import.meta.dirname, '..', '..');
const given = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? process.env.ROUNDHOUSE_DESIGN;
const folder = resolve(given ?? join(root, '..', 'shared', 'design'));
if (!existsSync(join(folder, 'tokens.css'))) {
  console.log(`There are no drawings in ${folder}: name their folder, as in npm run design -- FOLDER.`);
  process.exit(given === undefined ? 0 : 2);
}

const drawnTokens = tokensOf(readFileSync(join(folder, 'tokens.css'), 'utf8'));
const stored = join(import.meta.dirname, 'design-values.json');
const engine = stage();
const browser = await openBrowser();
let drawn: Values;
let ours: Values;
try {
  drawn = await measureDrawings(browser, folder);
  if (process.argv.includes('--keep')) writeFileSync(stored, textOf(drawn));
  await engine.start();
  await settled(engine);
  ours = await measureOurs(browser, engine);
} finally {
  await browser.close();
  await engine.close();
}

const found = differences(drawn, ours);
for (const { page, parts } of drawings) {
  console.log(`\n${page}`);
  for (const { name } of parts) {
    const different = found.filter((each) => each.part === name);
    const open = different.filter((each) => reasonOf(allowed, each) === undefined);
    console.log(`  ${open.length > 0 ? 'DIFFERENT' : different.length > 0 ? 'allowed  ' : 'equal    '}  ${name}`);
    for (const line of linesOf(different)) console.log(`               ${line}`);
  }
}
const tokens = tokenDifferences(tokensOf(readFileSync(join(root, 'renderer', 'styles', 'tokens.css'), 'utf8')), drawnTokens);
console.log(`\ntokens: ${tokens.length === 0 ? 'equal' : 'DIFFERENT'}`);
for (const line of tokens) console.log(`  ${line}`);
const stale = readFileSync(stored, 'utf8') !== textOf(drawn);
if (stale) console.log('\nThe drawings are not what was kept: run with --keep.');
const left = idle(allowed, found);
if (left.length > 0) console.log(`\nNot different any more, and still allowed: ${left.join('; ')}`);
const open = found.filter((each) => reasonOf(allowed, each) === undefined);
const all = drawings.flatMap(({ parts }) => parts).length;
const differing = new Set(found.map(({ part }) => part));
console.log(
  `\n${all} parts in two themes: ${all - differing.size} equal, ${differing.size} differ, ${new Set(open.map(({ part }) => part)).size} of them without a reason`,
);
process.exit(open.length + tokens.length + left.length > 0 || stale ? 1 : 0);

/** both themes in one line where they say the same */
function linesOf(different: readonly Difference[]): string[] {
  const lines = new Map<string, string[]>();
  for (const each of different) {
    const reason = reasonOf(allowed, each);
    const line = `${each.property}: drawn ${each.drawn}, ours ${each.ours}${reason === undefined ? '' : ` (${reason})`}`;
    lines.set(line, [...(lines.get(line) ?? []), each.theme]);
  }
  return [...lines].map(([line, themes]) => (themes.length === 2 ? line : `${themes[0]}: ${line}`));
}

/** a token and a part a line */
function textOf(values: Values): string {
  const lines = (of: Iterable<[string, unknown]>) =>
    [...of].map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n');
  const sections = { tokens: drawnTokens, light: Object.entries(values.light), dark: Object.entries(values.dark) };
  return `{\n${Object.entries(sections)
    .map(([name, of]) => `  "${name}": {\n${lines(of)}\n  }`)
    .join(',\n')}\n}\n`;
}
