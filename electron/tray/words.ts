// The words of the tray beside those that every surface shares (contract/words).
import { catalogue, type Message } from '../../contract/words/catalogue.ts';

export const trayText = {
  app: 'Roundhouse',
  'head.crashed': '{name} crashed {when}',
  'head.degraded': '{name} degraded',
  'head.degraded.for': '{name} degraded for {age}',
  'head.problem': { one: 'Problem in {file}', other: 'Problems in {n} config files' },
  'head.starting': 'Starting, {ready} of {all} ready',
  'head.watching': 'Only watching',
  'head.watching.what': 'Only watching, {what}',
  'head.stopping': 'Shutting down',

  'tip.crashed': '{name} crashed',
  'tip.of': '{what}, {up} of {all} running',
  'tip.paused': '{paused}, servers keep running',

  'note.paused': 'Servers run on. Nothing is restarted.',
  'note.watching': 'Nothing is started by itself.',
  'note.lost': 'No contact with the Roundhouse service',
  'note.was': 'Last known: {what}',

  'act.open-log': 'Open log',
  'act.open-log.crash': 'Open log at crash',
  'act.start': 'Start',
  'act.start.name': 'Start {name}',
  'act.stop': 'Stop',
  'act.restart': 'Restart',
  'act.restart.name': 'Restart {name}',
  'act.mute': 'Mute for 1 hour',
  'act.sign-in': 'Sign in…',
  'act.problem': 'Show what is wrong',

  'server.with': '{name}: {detail}',
  'server.waits': 'waits for {name}',
  'server.waits.many': { one: 'waits for {n} server', other: 'waits for {n} servers' },
  'server.spawn': 'starting',
  'server.initialize': 'initialize',
  'server.tools': 'listing tools',
  'server.almost': 'almost ready',

  more: '{n} more…',
  'more.stopped': '{n} more, {stopped} stopped…',
  'more.only-stopped': '{stopped} more stopped…',

  copy: 'Copy gateway address',
  pause: 'Pause supervision',
  'pause.15min': 'For 15 minutes',
  'pause.1h': 'For 1 hour',
  'pause.tomorrow': 'Until tomorrow',
  resume: 'Resume now',

  open: 'Open Roundhouse',
  settings: 'Settings',
  'settings.more': 'Settings…',
  quit: 'Quit',
  'quit.app': 'Quit Roundhouse',
  exit: 'Exit',
  'quit.attached': 'Quit, servers keep running',
  'exit.attached': 'Exit, servers keep running',
} satisfies Record<string, Message>;

export type TrayWord = keyof typeof trayText;
export const t = catalogue('en', trayText);
