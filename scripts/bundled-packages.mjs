// For the licenses: which packages a build took parts of, a name per line in the file that ROUNDHOUSE_BUNDLED names. Without it: nothing.
import { appendFileSync } from 'node:fs';

export const bundledPackages = () => ({
  name: 'bundled-packages',
  generateBundle(_options, bundle) {
    const file = process.env.ROUNDHOUSE_BUNDLED;
    if (!file) return;
    const names = new Set();
    for (const { moduleIds = [] } of Object.values(bundle)) {
      for (const id of moduleIds) {
        const name = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1];
        if (name) names.add(name.replace('\\', '/'));
      }
    }
    appendFileSync(file, [...names].map((name) => `${name}\n`).join(''));
  },
});
