// What is said only in the desktop app.
import type { Message } from '../../contract/words/catalogue.ts';

export const desktopText = {
  'desktop.none': 'only the desktop app can do this.',
} satisfies Record<string, Message>;
