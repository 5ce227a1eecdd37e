// What system notifications say, and what their buttons are called.
import { catalogue, type Message } from '../../contract/words/catalogue.ts';

export const english = {
  'down.again': '{name} keeps crashing',
  'down.start': '{name} does not start',
  'down.crashed': '{name} crashed',
  'down.reach': '{name} cannot be reached',
  'down.sign-in': '{name} needs you to sign in',
  'down.still': '{name} is still down',
  'config.unreadable': '{file} cannot be read',
  'config.still': '{file} still cannot be read',
  'clear.server': '{name} is well again',
  'clear.config': '{file} is no problem any more',
  'clear.lasted': 'It lasted {lasted}.',

  'more.title': { one: '{n} more problem', other: '{n} more problems' },
  'quiet.title': { one: '{n} problem during quiet hours', other: '{n} problems during quiet hours' },
  'quiet.over': 'Problems of before the quiet hours are over',
  'sum.down': { one: '{names} is down.', other: '{names} are down.' },
  'sum.unreadable': { one: '{names} cannot be read.', other: '{names} cannot be read.' },
  'sum.well': { one: '{names} is well again.', other: '{names} are well again.' },
  'sum.others': { one: '{n} other', other: '{n} others' },

  'group.server.down': 'Servers that are down',
  'group.config.unreadable': 'Config files',
  'group.all-clear': 'All clear',
  'group.summary': 'Problems',
  'group.app': 'Roundhouse',

  'button.log': 'Open log',
  'button.start': 'Start again',

  'closed.title': 'Roundhouse is still running',
  'closed.up': { one: '{n} server stays up.', other: '{n} servers stay up.' },
  'closed.where.darwin': 'Find it in the menu bar.',
  'closed.where.win32': 'Drag its icon out of the ^ menu to keep it in view.',
  'closed.where.linux': 'Find it in the panel.',
  'closed.setting': 'Settings, “Closing the window”, changes this.',

  'window.gone': 'The window crashed again and again',
  'window.gone-detail': 'It stays closed for now. Your servers run on. The log {log} says more.',

  'failed.start': '{name} could not be started',
  'failed.stop': '{name} could not be stopped',
  'failed.restart': '{name} could not be restarted',
  'failed.mute': '{name} could not be muted',
  'failed.pause': 'Supervision could not be paused',
  'failed.resume': 'Supervision could not be resumed',
  'failed.copy-gateway': 'The gateway address could not be copied',
  'failed.open': 'The window could not be opened',
  'failed.open-log': 'The log of {name} could not be opened',
  'failed.quit': 'Roundhouse could not quit',

  'test.title': 'Notifications arrive',
  'test.body': 'Here you are told when a server stays down.',
} satisfies Record<string, Message>;

export type NotifyTextId = keyof typeof english;
export const say = catalogue('en', english);
