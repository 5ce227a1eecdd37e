// The licenses of what is inside the bundles, which most of them ask to be shipped along.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fonts come by `@import` of style sheets, which no bundle lists. */
const fontsOf = (root) =>
  readdirSync(join(root, 'renderer'), { recursive: true })
    .filter((file) => file.endsWith('.css'))
    .flatMap((file) => [...readFileSync(join(root, 'renderer', file), 'utf8').matchAll(/@import\s+['"](@[^/'"]+\/[^/'"]+)/g)])
    .map(([, name]) => name);

/** `bundled`: names of packages, as often as they come. */
export const noticesOf = (root, bundled) => {
  const notices = [...new Set([...bundled, ...fontsOf(root)])].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|ofl)/i.test(file));
    const words = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
    return `${name} ${version} (${license})\n\n${words === '' ? 'Its package brings no text of the license along.' : words}\n`;
  });
  return `Roundhouse contains parts of these packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`;
};
