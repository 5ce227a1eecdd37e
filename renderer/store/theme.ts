// Light, dark or as the system has it. `public/theme.js` applies the choice before the first paint.
import { createStore } from './page-state.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'roundhouse-theme';

export const themeStore = createStore<Theme>(read());

function read(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? 'system';
  } catch {
    return 'system'; // storage is blocked: the choice lasts as long as the page
  }
}

export function nextTheme(): void {
  themeStore.set((theme) => themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system');
  const theme = themeStore.get();
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(key, theme);
  } catch {
    // storage is blocked: as above
  }
}
