// What the app itself says in dialogs, its menu and its window.
import { catalogue, type Message } from '../contract/words/catalogue.ts';

const english = {
  'quit.ask': { one: '{n} client is connected.', other: '{n} clients are connected.' },
  'quit.detail': {
    one: 'Quitting stops {n} server, and its clients can call nothing until Roundhouse is opened again.',
    other: 'Quitting stops {n} servers, and their clients can call nothing until Roundhouse is opened again.',
  },
  'quit.stop': { one: 'Quit and stop {n} server', other: 'Quit and stop {n} servers' },
  'quit.keep': 'Keep running',

  'no-tray.ask': 'Keep running without a tray?',
  'no-tray.detail': 'This desktop shows no tray icons. Opening Roundhouse again brings the window back.',
  'no-tray.keep': 'Keep running',
  'no-tray.quit': 'Quit',

  'engine.title': 'Roundhouse cannot start its engine',
  'engine.next': '{reason} The log {log} says more.',

  'sandbox.title': 'Roundhouse does not start without its sandbox',
  'sandbox.appimage':
    'This system forbids the user namespaces that the sandbox of an AppImage is made of. Install the deb package, or allow them (kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu).',
  'sandbox.off': 'Start it without --no-sandbox. As root there is no sandbox: start it as an ordinary user.',

  'menu.app': 'Roundhouse',
  'menu.open': 'Open Roundhouse',
  'menu.settings': 'Settings…',
  'menu.quit': 'Quit Roundhouse',
  'menu.edit': 'Edit',
  'menu.view': 'View',
  'menu.window': 'Window',
} satisfies Record<string, Message>;

export const say = catalogue('en', english);
