import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stateKinds } from '../../../contract/server.ts';
import { type Glyph, glyphOf } from '../../../contract/words.ts';
import { type Ground, menuPicture, trayPicture } from '../../../electron/tray/icons.ts';

const resources = join(import.meta.dirname, '../../../resources');
const on = (platform: NodeJS.Platform, isDark: boolean, preference: Ground['preference'] = 'white', desktop = 'XFCE'): Ground => ({
  platform,
  isDark,
  preference,
  desktop,
});

it('takes the picture that the ground asks for', () => {
  expect(trayPicture('failed', on('darwin', true))).toBe('tray/failedTemplate.png');
  expect(trayPicture('failed', on('win32', true, 'black'))).toBe('tray/failed-white.ico');
  expect(trayPicture('failed', on('win32', false))).toBe('tray/failed-black.ico');
  // white unless somebody chose otherwise, whatever windows look like
  expect(trayPicture('ok', on('linux', false))).toBe('tray/ok-white.png');
  expect(trayPicture('ok', on('linux', true, 'black'))).toBe('tray/ok-black.png');
  expect(trayPicture('ok', on('linux', true, 'automatic'))).toBe('tray/ok-white.png');
  expect(trayPicture('ok', on('linux', false, 'automatic'))).toBe('tray/ok-black.png');
  expect(trayPicture('ok', on('linux', false, 'automatic', 'ubuntu:GNOME'))).toBe('tray/ok-white.png');
});

describe('every picture that may be asked for is there', () => {
  it.each(['ok', 'attention', 'failed', 'starting', 'paused'] as const)('of the state %s', (icon) => {
    for (const platform of ['darwin', 'win32', 'linux'] as const)
      for (const isDark of [true, false])
        for (const preference of ['white', 'black', 'automatic'] as const)
          expect(existsSync(join(resources, trayPicture(icon, on(platform, isDark, preference))))).toBe(true);
  });

  it.each<Glyph>([...stateKinds.map(glyphOf), 'paused', 'unknown'])('of the sign %s', (glyph) => {
    for (const isDark of [true, false]) {
      const file = join(resources, menuPicture(glyph, isDark));
      expect([existsSync(file), existsSync(file.replace('.png', '@2x.png'))]).toEqual([true, true]);
    }
  });
});
