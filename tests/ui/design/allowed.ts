// Where the window differs from the drawings on purpose, and why.
import type { Allowed } from './compare.ts';

const ownPaddings = 'the rows bring these pixels along: the view shows only those of them that are in sight';

const wrapping = 'longer words wrap, and two lines need room above and below; one line is as high as drawn';
const sections = { 'padding-top': wrapping, 'padding-bottom': wrapping };

export const allowed: Allowed = {
  'segmented control, number of the chosen': { color: 'on --active the rule of the tokens asks for --text-2 or stronger' },
  'settings, section': sections,
  'settings, section, current': sections,
  'attention card, end of the log': { color: 'drawn with the class for quiet text, which another rule of the drawing overrides' },
  log: { 'padding-top': ownPaddings, 'padding-bottom': ownPaddings },
  divider: { 'line-height': 'each row of a log is 18 px high, so that a hundred thousand of them need no measuring' },
};
