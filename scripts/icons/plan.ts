// Which files of resources/ are made from which drawing, in which size. What is made is committed: whoever builds needs no browser.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateKinds } from '../../contract/server.ts';
import { type Glyph, glyphOf, type Tone, toneOf } from '../../contract/words.ts';

export const resources = join(import.meta.dirname, '../../resources');
const drawing = (name: string): string => readFileSync(join(resources, 'icons', `${name}.svg`), 'utf8');

export interface Picture {
  svg: string;
  pixels: number;
}
export interface Made {
  /** below resources/ */
  file: string;
  kind: 'png' | 'ico' | 'icns';
  pictures: readonly Picture[];
}

export const trayStates = ['ok', 'attention', 'failed', 'starting', 'paused'] as const;

/** Each size has a drawing of its own, on its own grid of pixels; sizes between take the one that is nearest above. */
function tray(state: string, ink: 'template' | 'dark' | 'light', pixels: number): Picture {
  const drawn = pixels <= 16 ? 16 : pixels <= 24 || pixels === 44 ? 22 : 32;
  return { svg: drawing(`tray/${state}-${drawn}-${ink}`), pixels };
}

/** Windows asks for 16, 20, 24 or 32 by the scale of the screen. Linux panels are 22 to 24 high, and take twice that where pixels are small. */
const trayFiles: Made[] = trayStates.flatMap((state): Made[] => [
  png(`tray/${state}Template`, tray(state, 'template', 16)),
  png(`tray/${state}Template@2x`, tray(state, 'template', 32)),
  ...(['white', 'black'] as const).flatMap((colour): Made[] => {
    // a drawing for dark panels is white
    const ink = colour === 'white' ? 'dark' : 'light';
    return [
      png(`tray/${state}-${colour}`, tray(state, ink, 22)),
      png(`tray/${state}-${colour}@2x`, tray(state, ink, 44)),
      { file: `tray/${state}-${colour}.ico`, kind: 'ico', pictures: [16, 20, 24, 32].map((pixels) => tray(state, ink, pixels)) },
    ];
  }),
]);

const glyphs = new Map<Glyph, Tone>([
  ...stateKinds.map((state): [Glyph, Tone] => [glyphOf(state), toneOf(state)]),
  ['paused', 'mute'],
  ['unknown', 'mute'],
]);

/** 12 pixels of drawing in the 16 that menus have for a picture. */
function glyph(name: Glyph, theme: 'light' | 'dark', pixels: number): Picture {
  const svg = drawing(`menu/${name}`).replace('viewBox="0 0 12 12"', 'viewBox="-2 -2 16 16"');
  return { svg: svg.replaceAll('currentColor', colourOf(glyphs.get(name)!, theme)), pixels };
}

/** as the page has it */
const tokens = readFileSync(join(resources, '../renderer/styles/tokens.css'), 'utf8');
function colourOf(tone: Tone, theme: 'light' | 'dark'): string {
  const found = new RegExp(`--${tone}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(tokens);
  if (!found)
    throw new Error(`renderer/styles/tokens.css has no colour --${tone} for light and dark: the glyphs of menus take theirs from it`);
  return found[theme === 'light' ? 1 : 2]!;
}

const glyphFiles: Made[] = [...glyphs.keys()].flatMap((name) =>
  (['light', 'dark'] as const).flatMap((theme) => [
    png(`menu/${name}-${theme}`, glyph(name, theme, 16)),
    png(`menu/${name}-${theme}@2x`, glyph(name, theme, 32)),
  ]),
);

/** Below 32 pixels there are fewer stalls and no sleepers. */
const app = (pixels: number): Picture => ({ svg: drawing(pixels < 32 ? 'roundhouse-small' : 'roundhouse'), pixels });
const appFiles: Made[] = [
  ...[16, 24, 32, 48, 64, 128, 256, 512, 1024].map((pixels) => png(`app/${pixels}x${pixels}`, app(pixels))),
  { file: 'app/icon.ico', kind: 'ico', pictures: [16, 24, 32, 48, 64, 128, 256].map(app) },
  { file: 'app/icon.icns', kind: 'icns', pictures: [32, 64, 128, 256, 512, 1024].map(app) },
];

function png(name: string, picture: Picture): Made {
  return { file: `${name}.png`, kind: 'png', pictures: [picture] };
}

export const plan: readonly Made[] = [...trayFiles, ...glyphFiles, ...appFiles];
