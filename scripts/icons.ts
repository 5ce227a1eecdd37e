// `npm run icons`: the pictures in resources/ from the drawings in resources/icons/.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { icns, ico } from './icons/containers.ts';
import { plan, resources } from './icons/plan.ts';
import { decoded, encoded } from './icons/png.ts';
import { rasterised } from './icons/rasterise.ts';

const drawn = (await rasterised(plan.flatMap(({ pictures }) => pictures))).map((png) => encoded(decoded(png))).values();
for (const folder of new Set(plan.map(({ file }) => dirname(file)))) rmSync(join(resources, folder), { recursive: true, force: true });
let bytes = 0;
for (const { file, kind, pictures } of plan) {
  const made = pictures.map(({ pixels }) => ({ pixels, data: drawn.next().value! }));
  const data = kind === 'png' ? made[0]!.data : kind === 'ico' ? ico(made) : icns(made);
  mkdirSync(dirname(join(resources, file)), { recursive: true });
  writeFileSync(join(resources, file), data);
  bytes += data.length;
}
console.log(`${plan.length} files, ${Math.round(bytes / 1024)} KB`);
