// The single keys of the window, in one table: who listens and who explains them read the same. They are off inside of fields.
export const keys = {
  filter: '/',
  attention: '!',
  view: 'v',
  follow: 'f',
  freeze: 'p',
  help: '?',
  go: 'g',
} as const;
export type KeyAction = keyof typeof keys;

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  defaultPrevented: boolean;
}

/** what was meant by a key; null: nothing of ours, or it is being typed into a field */
export function actionOf(event: Pressed, inField: boolean): KeyAction | null {
  if (inField || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
  const key = event.key.toLowerCase();
  return (Object.keys(keys) as KeyAction[]).find((action) => keys[action] === key) ?? null;
}
