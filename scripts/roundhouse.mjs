#!/usr/bin/env node
// `roundhouse`: runs the built command line with a Node that is new enough. Plain old JavaScript: it must start on any Node.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureCurrent } from './freshness.mjs';
import { isNewEnough, resolveNode, runWithNode } from './with-node.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist', 'cli', 'main.js');
const say = (text) => process.stderr.write(`roundhouse: ${text}\n`);

const trouble = ensureCurrent(root, () => (isNewEnough() ? process.execPath : resolveNode()), say);
if (trouble || !existsSync(main)) {
  say(trouble || `${main} is missing. Install again, or run \`npm run build\`.`);
  process.exitCode = 1;
} else if (isNewEnough()) {
  // the command line looks at its own arguments only, so it need not know that it was loaded from here
  await import(pathToFileURL(main).href);
} else {
  runWithNode([main, ...process.argv.slice(2)]);
}
