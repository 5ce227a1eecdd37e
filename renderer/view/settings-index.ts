// Every setting under its section, in the order in which they are shown: the page, its search and the palette read the same list.
import { keyActions } from './keys.ts';

/** The rows of a section. Those that the engine lists (profiles, tokens, files) have one place for all of them. */
export const settingsOf = {
  general: ['theme'],
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
  keyboard: ['keys.single', ...keyActions.map((action) => `key.${action}` as const)],
} as const satisfies Record<string, readonly string[]>;
export type SectionId = keyof typeof settingsOf;
export type SettingId = (typeof settingsOf)[SectionId][number];
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
