// The words of the Settings page. `ID` is what a setting is called, `ID.more` says what it does, `ID.words` are others by which it is found.
import type { Message } from '../../contract/words/catalogue.ts';
import { defaultsText } from './defaults.ts';

export const settingsText = {
  ...defaultsText,
  'nav.settings': 'Settings',
  'settings.sections': 'Settings sections',
  'settings.find': 'Find',
  'settings.find.name': 'Find a setting',
  'settings.none': 'No setting matches “{text}”.',
  'settings.clear': 'Show all settings',

  'settings.general': 'General',
  'set.theme': 'Theme',
  'set.theme.more': 'Of this browser.',
  'set.theme.words': 'dark light system colour appearance night',
  'set.theme.is.system': 'System',
  'set.theme.is.light': 'Light',
  'set.theme.is.dark': 'Dark',

  'settings.keyboard': 'Keyboard',
  'set.keys.single': 'Single keys',
  'set.keys.single.more': 'Keys pressed alone, outside of fields. Of this browser.',
  'set.keys.single.words': 'shortcuts hotkeys letters',
  'set.key.words': 'shortcut hotkey',
  'set.key.name': '{key}, key for {what}',
  'set.key.press': 'Press a key',
  'set.key.press.name': 'Press the new key for {what}, or Escape',
  'set.key.taken': '{key} is the key for {what}. Choose another one.',
  'set.key.unfit': 'Only a letter, a digit or a sign can be a key here, without Ctrl, Alt or ⌘.',
  'set.key.reset': 'Back to {key}',
  'set.key.reset.name': 'Back to {key}, key for {what}',
  'set.keys.reset': 'Reset all keys',
} satisfies Record<string, Message>;
