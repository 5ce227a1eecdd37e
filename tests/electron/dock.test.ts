import { expect, it } from 'vitest';
import { keepDock } from '../../electron/dock.ts';

it.each([
  ['opened at login without a window', { hasWindow: false, trayInSight: true }, 'hide'],
  ['with a window', { hasWindow: true, trayInSight: true }, 'show'],
  ['with a window, and no room in the menu bar', { hasWindow: true, trayInSight: false }, 'show'],
  ['without either: nothing else leads to it', { hasWindow: false, trayInSight: false }, 'show'],
])('%s the Dock is told to %s', (_, facts, told) => {
  const seen: string[] = [];
  keepDock({ show: async () => void seen.push('show'), hide: () => void seen.push('hide') }, facts);
  expect(seen).toEqual([told]);
});

it('where there is no Dock nothing is told', () => {
  expect(() => keepDock(undefined, { hasWindow: false, trayInSight: false })).not.toThrow();
});
