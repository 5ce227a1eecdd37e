// Light, dark or as the system has it. `public/first.js` applies the choice before the first paint.
import { inBrowser } from '../in-browser.ts';
import { keptStore } from './kept.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const themeStore = keptStore<Theme>(
  'roundhouse-theme',
  (text) => themes.find((theme) => theme === text) ?? 'system',
  (theme) => theme,
);

function apply(): void {
  const theme = themeStore.get();
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
themeStore.subscribe(apply);
// another tab may have changed it since that script ran
if (inBrowser()) apply();

export function nextTheme(): void {
  themeStore.keep(themes[(themes.indexOf(themeStore.get()) + 1) % themes.length] ?? 'system');
}
