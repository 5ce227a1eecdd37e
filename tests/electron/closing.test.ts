import { expect, it } from 'vitest';
import { type Preferences, usualPreferences } from '../../contract/desktop.ts';
import { mayClose } from '../../electron/closing.ts';

/** What a person sees who closes the window; `answer`: to the question, by the place of its button. */
function desk(kept: Partial<Preferences> = {}, answer = 0) {
  let preferences: Preferences = { ...usualPreferences, ...kept };
  const seen: string[] = [];
  let hasTray = true;
  const parts: Parameters<typeof mayClose>[1] = {
    platform: 'linux',
    preferences: {
      get: () => preferences,
      set: (change) => {
        preferences = { ...preferences, ...change };
        return preferences;
      },
    },
    hasTray: () => hasTray,
    serversUp: () => 2,
    dialog: {
      async showMessageBox() {
        seen.push('asked');
        return { response: answer, checkboxChecked: false };
      },
    },
    tell: ({ id }) => void seen.push(id),
    quit: () => void seen.push('quit'),
  };
  /** closes it, until what was decided is done */
  async function close(withTray: boolean): Promise<void> {
    hasTray = withTray;
    const window = { isDestroyed: () => false, close: () => again() } as unknown as Parameters<typeof mayClose>[0];
    const again = () => mayClose(window, parts) && seen.push('gone');
    again();
    await new Promise(setImmediate);
  }
  return { seen, close, kept: () => preferences };
}

it('with a tray it is said once where the app went', async () => {
  const { seen, close } = desk();
  await close(true);
  await close(true);
  expect(seen).toEqual(['first-close', 'gone', 'gone']);
});

it('without a tray it is asked once', async () => {
  const { seen, close, kept } = desk();
  await close(false);
  await close(false);
  expect(seen).toEqual(['asked', 'gone', 'gone']);
  expect(kept()).toMatchObject({ onClose: 'keep-running', askedWithoutTray: true });
});

it('where the tray goes away after the first close, closing does not hide the app without a question', async () => {
  const { seen, close } = desk();
  await close(true);
  await close(false);
  await close(false);
  expect(seen).toEqual(['first-close', 'gone', 'asked', 'gone', 'gone']);
});

it('where a tray comes after the question, it is said where the app went', async () => {
  const { seen, close } = desk();
  await close(false);
  await close(true);
  expect(seen).toEqual(['asked', 'gone', 'first-close', 'gone']);
});

it('a question that is left open by its cross decides nothing; one that says quit quits', async () => {
  const open = desk({}, -1);
  await open.close(false);
  expect(open.seen).toEqual(['asked']);
  expect(open.kept().askedWithoutTray).toBe(false);
  const out = desk({}, 1);
  await out.close(false);
  expect(out.seen).toEqual(['asked', 'quit']);
});

it('whoever chose that closing quits is asked nothing here', async () => {
  const { seen, close } = desk({ onClose: 'quit' });
  await close(true);
  await close(false);
  expect(seen).toEqual(['quit', 'quit']);
});
