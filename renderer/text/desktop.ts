// What is said only in the desktop app.
import type { Message } from '../../contract/words/catalogue.ts';

export const desktopText = {
  'desktop.none': 'only the desktop app can do this.',
  'desktop.show.linux': 'Show in folder',
  'desktop.show.darwin': 'Show in Finder',
  'desktop.show.win32': 'Show in Explorer',
  'desktop.show.of': '{act}: {name}',
  'desktop.show.gone': '{name} is not there any more.',
  'desktop.show.failed': 'Could not show {name}: {reason}',
  'desktop.pick': 'Choose…',
  'desktop.not-picked': 'Could not ask for a folder: {reason}',
  'desktop.not-installed': 'Could not install the update: {reason}',
  'desktop.not-opened': 'Could not open the system’s settings: {reason}',

  'sign-in.plain':
    'its page comes over plain http, which the desktop app does not open. Run roundhouse servers login {name} in a terminal.',

  'set.theme.more.desktop': 'Of this app.',
  'set.keys.single.more.desktop': 'Keys pressed alone, outside of fields. Of this app.',

  'set.login.open': 'Open at login',
  'set.login.open.more': 'Starts in the tray, without a window.',
  'set.login.open.words': 'autostart startup boot launch sign in system',
  'set.login.approve': 'macOS is waiting for your approval.',
  'set.login.page.darwin': 'Open Login Items',
  'set.login.page.win32': 'Open Startup apps',
  'set.login.show': 'Show the window at login',
  'set.login.show.more': 'Otherwise Roundhouse starts in the tray.',
  'set.login.show.words': 'autostart startup attention hidden',
  'set.login.show.is.never': 'Never',
  'set.login.show.is.attention': 'Only if something needs attention',
  'set.window.close': 'Closing the window',
  'set.window.close.more': 'Quit is always in the tray menu.',
  'set.window.close.more.ask': 'Asks each time, as no tray was there to keep running in.',
  'set.window.close.words': 'tray quit exit background keep running',
  'set.window.close.is.keep-running': 'Keeps running',
  'set.window.close.is.quit': 'Quits',
  'set.tray.icon': 'Tray icon colour',
  'set.tray.icon.more': 'Linux panels can differ from the desktop theme.',
  'set.tray.icon.words': 'panel white black symbol',
  'set.tray.icon.is.automatic': 'Automatic',
  'set.tray.icon.is.white': 'White',
  'set.tray.icon.is.black': 'Black',

  'set.access.all': 'Signed in',
  'set.access.app': 'This app',
  'set.access.session.more.desktop': 'Needs no sign-in. A browser signs in with roundhouse open in a terminal.',
  'set.access.token.more.desktop':
    'For programs that use the API; this app needs none. It opens everything. Only you can read the file; each start of the engine writes a new one.',

  'onboarding.next.open.desktop': 'This window comes back from the tray, or when Roundhouse is started again.',

  'set.about.update': 'Updates',
  'set.about.update.words': 'version new install upgrade release',
  'set.update.none': 'Up to date, checked {when}',
  'set.update.unknown': 'Not checked yet',
  'set.update.available': 'Version {version} is there',
  'set.update.downloading': 'Version {version}, {percent} % here',
  'set.update.ready': 'Version {version} is ready',
  'set.update.failed': 'Could not check: {reason}',
  'set.update.check': 'Check now',
  'set.update.download': 'Download',
  'set.update.restart': 'Restart to update',
} satisfies Record<string, Message>;
