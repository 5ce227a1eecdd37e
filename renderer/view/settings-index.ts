// Every setting under its section, in the order in which they are shown: the page, its search and the palette read the same list.
import type { Bridge } from '../../contract/desktop.ts';
import { keyActions } from './keys.ts';

type Platform = Bridge['platform'];

/** whose files servers come from, as the config names them */
export const sourceIds = ['mcp-json', 'claude-code', 'claude-desktop', 'cursor', 'vscode', 'project'] as const;

/** The rows of a section. Those that the engine lists (profiles, tokens, files) have one place for all of them. */
export const settingsOf = {
  general: ['login.open', 'login.show', 'window.close', 'theme', 'tray.icon', 'watch-only', 'setup'],
  notifications: [
    'notify.server.down',
    'notify.config.unreadable',
    'notify.clear',
    'notify.remind',
    'notify.most',
    'notify.quiet',
    'notify.test',
  ],
  supervision: [
    'restart.policy',
    'restart.max',
    'restart.resetAfter',
    'restart.backoff.initial',
    'restart.backoff.factor',
    'restart.backoff.max',
    'restart.backoff.jitter',
    'health.interval',
    'health.timeout',
    'health.failures',
    'limits.cpu',
    'limits.memory',
    'limits.action',
    'start.timeout',
    'stop.grace',
    'idle',
    'isolation',
  ],
  gateway: ['gateway.address', 'gateway.ops', 'gateway.http', 'gateway.record', 'gateway.profiles', 'gateway.tokens'],
  config: ['config.own', 'config.trust', ...sourceIds.map((client) => `sources.${client}` as const), 'sources.projects'],
  logs: ['logs.maxSize', 'logs.keep', 'logs.folder', 'kept.events', 'kept.calls', 'kept.alerts', 'kept.metrics', 'data.folder'],
  keyboard: ['keys.single', ...keyActions.map((action) => `key.${action}` as const)],
  access: ['access.session', 'access.token', 'access.hosts'],
  about: ['about.version', 'about.update', 'about.engine', 'about.node', 'about.home', 'about.licences'],
} as const satisfies Record<string, readonly string[]>;
export type SectionId = keyof typeof settingsOf;
export type SettingId = (typeof settingsOf)[SectionId][number];
/** Of the desktop app alone, or of one system alone: elsewhere they are neither shown nor found. */
const ofDesktop: ReadonlySet<string> = new Set<SettingId>([
  'login.open',
  'login.show',
  'window.close',
  'tray.icon',
  'notify.clear',
  'notify.remind',
  'notify.most',
  'notify.quiet',
  'notify.test',
  'about.update',
]);
const ofPlatform: ReadonlyMap<string, Platform> = new Map<SettingId, Platform>([['tray.icon', 'linux']]);
/** `platform`: of the desktop app; null in a browser */
export const isThere = (id: SettingId, platform: Platform | null): boolean =>
  platform === null ? !ofDesktop.has(id) : (ofPlatform.get(id) ?? platform) === platform;

export const sectionIds = Object.keys(settingsOf) as SectionId[];

export const sectionOf = (id: string | undefined): SectionId | null => sectionIds.find((each) => each === id) ?? null;

/** What can be found: each word that is typed has to be somewhere in what is said of a setting or of its section. */
export function foundSettings(typed: string, saidOf: (id: SettingId, section: SectionId) => string): ReadonlySet<SettingId> {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const all = sectionIds.flatMap((section) => settingsOf[section].map((id) => ({ id, said: saidOf(id, section).toLowerCase() })));
  return new Set(all.filter(({ said }) => words.every((word) => said.includes(word))).map(({ id }) => id));
}
