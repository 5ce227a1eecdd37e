// Every word of a notification is in the catalogue, and each of the catalogue is said.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { dressWords, type Message } from '../../../contract/words/catalogue.ts';
import type { Act } from '../../../electron/acts.ts';
import { failureNotice, firstCloseNotice, testNotice } from '../../../electron/notify/app-notices.ts';
import { clipped, listed } from '../../../electron/notify/notice-words.ts';
import { english } from '../../../electron/notify/text.ts';
import { pseudo } from '../../../renderer/view/pseudo.ts';
import { hour, World } from './world.ts';

const folder = join(import.meta.dirname, '../../../electron/notify');
const sources = readdirSync(folder)
  .filter((file) => file !== 'text.ts')
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n');
const messages = Object.entries<Message>(english);
const formsOf = (message: Message) => (typeof message === 'string' ? [message] : Object.values(message));
const holes = (form: string) => [...form.matchAll(/\{\w+\}/g)].map(String).sort();

describe('the words of notifications', () => {
  it('are all said somewhere', () => {
    const parts = [...sources.matchAll(/`([\w.-]+\.)\$\{[^}]+\}`/g)].map(([, head]) => head!);
    const unsaid = messages.map(([id]) => id).filter((id) => !sources.includes(`'${id}'`) && !parts.some((head) => id.startsWith(head)));
    expect(unsaid).toEqual([]);
  });

  it('have a form for one and for others, keep their holes in pseudo words, and their manners', () => {
    for (const [id, message] of messages) {
      if (typeof message !== 'string') expect(Object.keys(message).sort(), id).toEqual(['one', 'other']);
      for (const form of formsOf(message)) {
        expect(holes(pseudo(form)), id).toEqual(holes(form));
        expect(form, id).not.toMatch(/!|\b(please|oops|successfully)\b| {2}/i);
      }
    }
  });

  describe('in pseudo words', () => {
    afterEach(() => dressWords((form) => form));

    it('leave no plain word beside names and reasons', () => {
      dressWords(pseudo);
      const world = new World().settled();
      for (const name of ['1', '2', '3', '4', '5']) world.crash(name);
      world.pass(hour).recover('1');
      const said = [...world.shown.map(({ notice }) => notice), firstCloseNotice('linux', 9), testNotice()];
      expect(said).toHaveLength(7);
      for (const { title, buttons } of said)
        for (const text of [title, ...buttons.map((button) => button.text)])
          expect(text.match(/\p{L}{2,}/gu)?.filter((word) => /^[a-z]+$/i.test(word)) ?? []).toEqual([]);
    });
  });
});

describe('the first close', () => {
  it.each([
    ['darwin', 9, '9 servers stay up. Find it in the menu bar.'],
    ['darwin', 1, '1 server stays up. Find it in the menu bar.'],
    ['win32', 9, '9 servers stay up. Drag its icon out of the ^ menu to keep it in view.'],
    ['linux', 0, 'Find it in the panel.'],
  ] as const)('on %s with %i up says where it went, and names the setting', (platform, up, body) => {
    expect(firstCloseNotice(platform, up)).toMatchObject({
      title: 'Roundhouse is still running',
      body: `${body} Settings, “Closing the window”, changes this.`,
    });
  });
});

describe('an act that failed', () => {
  it.each<[Act, string]>([
    [{ do: 'stop', server: 'postgres' }, 'postgres could not be stopped'],
    [{ do: 'start', server: 'postgres' }, 'postgres could not be started'],
    [{ do: 'restart', server: 'postgres' }, 'postgres could not be restarted'],
    [{ do: 'mute', server: 'postgres', forMs: null }, 'postgres could not be muted'],
    [{ do: 'pause', until: null }, 'Supervision could not be paused'],
    [{ do: 'resume' }, 'Supervision could not be resumed'],
    [{ do: 'copy-gateway' }, 'The gateway address could not be copied'],
    [{ do: 'open' }, 'The window could not be opened'],
    [{ do: 'open-log', server: 'postgres' }, 'The log of postgres could not be opened'],
    [{ do: 'quit' }, 'Roundhouse could not quit'],
  ])('%j is "%s"', (act, title) => {
    expect(failureNotice(act, 'the service did not answer')).toMatchObject({ title, body: 'The service did not answer.', silent: false });
  });
});

describe('what is too long', () => {
  it('is cut where nothing breaks', () => {
    expect(clipped('x'.repeat(200))).toHaveLength(200);
    expect(clipped('x'.repeat(300))).toBe(`${'x'.repeat(199)}…`);
    expect(clipped(`${'x'.repeat(198)}😀😀`)).toBe(`${'x'.repeat(198)}…`);
    expect(listed(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a, b, c, d, e, and 2 others');
  });
});
