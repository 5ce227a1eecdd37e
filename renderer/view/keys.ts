// The single keys of the window, in one table: who listens, who explains them and who changes them read the same.

/** where a key means something; one that is for `anywhere` means it on every page */
export const keyPlaces = ['anywhere', 'servers', 'logs'] as const;
export type KeyPlace = (typeof keyPlaces)[number];

interface Known {
  usual: string;
  place: KeyPlace;
}

export const keyTable = {
  help: { usual: '?', place: 'anywhere' },
  go: { usual: 'g', place: 'anywhere' },
  filter: { usual: '/', place: 'anywhere' },
  restart: { usual: 'r', place: 'servers' },
  'start-stop': { usual: 's', place: 'servers' },
  log: { usual: 'l', place: 'servers' },
  select: { usual: 'x', place: 'servers' },
  attention: { usual: '!', place: 'servers' },
  view: { usual: 'v', place: 'servers' },
  follow: { usual: 'f', place: 'logs' },
  freeze: { usual: 'p', place: 'logs' },
  'next-error': { usual: 'e', place: 'logs' },
  wrap: { usual: 'w', place: 'logs' },
} as const satisfies Record<string, Known>;
export type KeyAction = keyof typeof keyTable;
export const keyActions = Object.keys(keyTable) as KeyAction[];

/** What a person made of them. */
export interface KeyChoices {
  /** false: no single key does anything */
  on: boolean;
  changed: Partial<Record<KeyAction, string>>;
}
export const usualKeys: KeyChoices = { on: true, changed: {} };

/** the key of an action as things are; null: single keys are off */
export const keyOf = (action: KeyAction, { on, changed }: KeyChoices): string | null =>
  on ? (changed[action] ?? keyTable[action].usual) : null;

/** as it is printed on the key */
export const keyCap = (key: string): string => key.toUpperCase();

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  defaultPrevented: boolean;
}

const withModifier = ({ ctrlKey, metaKey, altKey }: Pressed): boolean => ctrlKey || metaKey || altKey;

/** What may be meant by a key: one action, or one for each place. Nothing of ours while it is being typed into a field. */
export function actionsOf(event: Pressed, inField: boolean, choices: KeyChoices): KeyAction[] {
  if (inField || event.defaultPrevented || withModifier(event)) return [];
  const key = event.key.toLowerCase();
  return keyActions.filter((action) => keyOf(action, choices) === key);
}

/** The key that somebody wants for an action: one that can be typed without a modifier; null: it is none of these. */
export function wishedKey(event: Omit<Pressed, 'defaultPrevented'>): string | null {
  if (withModifier({ ...event, defaultPrevented: false })) return null;
  return [...event.key].length === 1 && event.key.trim() !== '' ? event.key.toLowerCase() : null;
}

/** who has the key where the action would want it; null: it is free */
export function holderOf(key: string, action: KeyAction, choices: KeyChoices): KeyAction | null {
  const { place } = keyTable[action];
  const meets = (other: KeyPlace) => other === place || other === 'anywhere' || place === 'anywhere';
  const all = { ...choices, on: true };
  return keyActions.find((other) => other !== action && keyOf(other, all) === key && meets(keyTable[other].place)) ?? null;
}

/** What was kept of an earlier visit: only what still makes sense. */
export function choicesFrom(kept: unknown): KeyChoices {
  const { on, changed } = (kept ?? {}) as { on?: unknown; changed?: unknown };
  const given = typeof changed === 'object' && changed !== null ? (changed as Record<string, unknown>) : {};
  let choices: KeyChoices = { on: on !== false, changed: {} };
  for (const action of keyActions) {
    const key = Object.hasOwn(given, action) ? given[action] : undefined;
    if (typeof key !== 'string' || key === keyTable[action].usual || key.trim() === '' || [...key].length !== 1) continue;
    choices = { ...choices, changed: { ...choices.changed, [action]: key } };
  }
  return choices;
}

/** The choices with another key for one action; the usual one is no choice. */
export function withKey(choices: KeyChoices, action: KeyAction, key: string): KeyChoices {
  const { [action]: _before, ...changed } = choices.changed;
  return { ...choices, changed: key === keyTable[action].usual ? changed : { ...changed, [action]: key } };
}
