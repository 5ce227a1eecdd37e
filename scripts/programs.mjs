// Programs from outside npm that some suites need.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const desk = (name, debian = name) => ({
  name,
  files: [name],
  suites: 'the desktop application, tests/electron-host',
  install: `apt-get install -y --no-install-recommends ${debian}`,
});
const programs = [
  { name: 'chromium', files: ['/usr/bin/chromium'], suites: 'tests/ui, the desktop application', install: 'apt-get install -y chromium' },
  desk('Xvfb', 'xvfb'),
  desk('xdotool'),
  desk('import', 'imagemagick'),
  desk('dbus-daemon'),
  desk('xfce4-panel'),
  desk('dunst'),
  desk('openbox'),
];

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
