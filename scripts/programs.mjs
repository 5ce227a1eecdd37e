// Programs from outside npm that some suites need.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const programs = [{ name: 'chromium', files: ['/usr/bin/chromium'], suites: 'tests/ui', install: 'apt-get install -y chromium' }];

const isThere = (file) => {
  const places = file.startsWith('/') ? [file] : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, file));
  return places.some((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false; // not here: the next place
    }
  });
};

export const missingPrograms = () => programs.filter(({ files }) => !files.some(isThere));
