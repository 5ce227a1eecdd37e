// The door of the bridge: who may ask, what may come along, and what goes back when something cannot be done.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { usualPreferences } from '../../../contract/desktop.ts';
import { Failure, NoContact } from '../../../contract/errors.ts';
import { type Answers, answerBridge } from '../../../electron/bridge/answer.ts';
import { channels, type Question } from '../../../electron/bridge/channels.ts';
import { isOwnPage } from '../../../electron/bridge/sender.ts';
import { type Door, door, frame, from, ownContents } from '../../support/electron-events.ts';

const questions = Object.keys(channels) as Question[];
/** for each question something that it takes */
const fitting: { [Q in Question]: Parameters<Answers[Q]> } = {
  pickFile: [{ title: 'Choose a file', extensions: ['json'] }],
  showInFolder: ['/home/kim/.mcp.json'],
  loginItem: [],
  setLoginItem: [true],
  openLoginItems: [],
  preferences: [],
  setPreferences: [{ closeTold: true }],
  notifications: [],
  testNotification: [],
  updates: [],
  checkForUpdates: [],
  installUpdate: [],
};

describe('the bridge', () => {
  let at: Door;
  let reached: { question: Question; given: unknown[] }[];
  let logged: string[];
  let own: ReturnType<typeof ownContents> | null;
  let fails: Error | null;
  let close: () => void;

  beforeEach(() => {
    at = door();
    reached = [];
    logged = [];
    own = ownContents();
    fails = null;
    const answers = Object.fromEntries(
      questions.map((question) => [
        question,
        (...given: unknown[]) => {
          reached.push({ question, given });
          if (fails) throw fails;
          return 'answer';
        },
      ]),
    ) as unknown as Answers;
    const log = { warn: (text: string) => void logged.push(text), error: (text: string) => void logged.push(text) };
    close = answerBridge({ ipc: at.ipc, own: () => own, answers, log });
  });

  it('answers each question of our own page, and closes again', async () => {
    for (const question of questions) {
      expect(await at.ask(channels[question], from(), ...fitting[question])).toEqual({ ok: true, value: 'answer' });
    }
    expect(reached.map(({ question }) => question)).toEqual(questions);
    expect(at.channels().sort()).toEqual(Object.values(channels).sort());
    close();
    expect(at.channels()).toEqual([]);
    expect(logged).toEqual([]);
  });

  it.each([
    ['another window', from(frame(), 2)],
    ['a frame inside the page', from(frame('app://roundhouse/', { parent: frame() as never }))],
    ['a blank page', from(frame('about:blank'))],
    ['a page inside the address', from(frame('about:srcdoc'))],
    ['a web page', from(frame('https://roundhouse/'))],
    ['another host of our scheme', from(frame('app://roundhouse.evil.example/'))],
    ['a host that has a port', from(frame('app://roundhouse:1/'))],
    ['a name before the host', from(frame('app://roundhouse@evil/'))],
    ['somebody signed in at our host', from(frame('app://x@roundhouse/'))],
    ['a file', from(frame('file:///app/roundhouse/'))],
    ['a page of the browser', from(frame('devtools://devtools/bundled/inspector.html'))],
    ['nothing that is an address', from(frame(''))],
    ['a frame that is gone', from(frame(undefined, { isDestroyed: () => true }))],
    ['a frame that is on its way out', from(frame(undefined, { detached: true }))],
    ['no frame', from(null)],
    [
      'a frame that throws at each look',
      from({
        ...frame(),
        get url(): string {
          throw new Error('Render frame was disposed before WebFrameMain could be accessed');
        },
      }),
    ],
  ])('refuses %s, and says so in the log', async (_who, sender) => {
    for (const question of questions) {
      expect(await at.ask(channels[question], sender, ...fitting[question])).toEqual({ ok: false, sentence: expect.any(String) as string });
    }
    expect(reached).toEqual([]);
    expect(logged).toHaveLength(questions.length);
  });

  it.each([
    ['no window is open', () => null],
    ['the window is gone', () => ({ ...ownContents(), isDestroyed: () => true })],
  ])('refuses while %s', async (_when, now) => {
    own = now();
    expect(await at.ask(channels.preferences, from())).toMatchObject({ ok: false });
    expect(reached).toEqual([]);
  });

  it.each<[Question, unknown[]]>([
    ['pickFile', []],
    ['pickFile', [{ title: '' }]],
    ['pickFile', [{ title: 'two\nlines' }]],
    ['pickFile', [{ title: 'x', extensions: ['../..'] }]],
    ['pickFile', [{ title: 'x', defaultPath: '/etc' }]],
    ['pickFile', [{ title: 'x', folder: 'yes' }]],
    ['pickFile', [{ title: 'x', properties: ['openDirectory'] }]],
    ['showInFolder', ['']],
    ['showInFolder', ['/a\0b']],
    ['showInFolder', ['/a', '/b']],
    ['showInFolder', [['/a']]],
    ['showInFolder', ['x'.repeat(5000)]],
    ['setLoginItem', ['true']],
    ['setLoginItem', []],
    ['loginItem', [undefined]],
    ['setPreferences', [{ onClose: 'explode' }]],
    ['setPreferences', [{ later: 1 }]],
    ['setPreferences', [{ notifications: { serverDown: true } }]],
    ['setPreferences', [{ notifications: { ...usualPreferences.notifications, quiet: { from: '7:00', until: '24:00' } } }]],
    ['setPreferences', [JSON.parse('{"__proto__": {"closeTold": true}, "closeTold": true}')]],
    ['installUpdate', [{}]],
  ])('%s does not take %j', async (question, given) => {
    expect(await at.ask(channels[question], from(), ...given)).toMatchObject({ ok: false });
    expect(reached).toEqual([]);
    expect(logged).toHaveLength(1);
  });

  it('of 10,000 hostile arguments none reaches an answer', async () => {
    const isClock = (text: unknown) => typeof text === 'string' && /^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(text);
    /** said here once more in other words, as what is tested must not be its own judge */
    const harmless: { [Q in Question]?: (given: unknown[]) => boolean } = {
      showInFolder: ([path, ...more]) =>
        typeof path === 'string' && path !== '' && path.length <= 4096 && !path.includes('\0') && more.length === 0,
      setLoginItem: ([on, ...more]) => typeof on === 'boolean' && more.length === 0,
      pickFile: ([options, ...more]) => {
        const { title, extensions = [], folder = true, ...rest } = Object(options) as Record<string, unknown>;
        const isPlain = typeof title === 'string' && title !== '' && title.length <= 120 && !/[\u0000-\u001f\u007f-\u009f]/.test(title);
        const named = Array.isArray(extensions) && extensions.every((each) => typeof each === 'string' && /^[a-z0-9]+$/i.test(each));
        return isPlain && named && typeof folder === 'boolean' && Object.keys(rest).length === 0 && more.length === 0;
      },
      setPreferences: ([change, ...more]) => {
        const {
          onClose = null,
          closeTold = true,
          askedWithoutTray = true,
          trayIcon = 'white',
          notifications,
          showOnTrouble = true,
          ...rest
        } = Object(change);
        if (change === null || typeof change !== 'object' || Array.isArray(change) || Object.keys(rest).length > 0 || more.length > 0)
          return false;
        if (notifications !== undefined) {
          const { quiet, ...switches } = Object(notifications) as Record<string, unknown>;
          const { from: start, until } = Object(quiet) as Record<string, unknown>;
          if (quiet !== null && !(isClock(start) && isClock(until))) return false;
          if (Object.keys(switches).length !== 4 || !Object.values(switches).every((each) => typeof each === 'boolean')) return false;
        }
        return (
          [null, 'quit', 'keep-running'].includes(onClose) &&
          ['white', 'black', 'automatic'].includes(trayIcon) &&
          typeof closeTold === 'boolean' &&
          typeof askedWithoutTray === 'boolean' &&
          typeof showOnTrouble === 'boolean'
        );
      },
    };
    const isHarmless = (question: Question, given: unknown[]) => harmless[question]?.(given) ?? given.length === 0;
    const key = fc.constantFrom(
      'title',
      'extensions',
      'onClose',
      'trayIcon',
      'closeTold',
      'askedWithoutTray',
      'notifications',
      'showOnTrouble',
      'quiet',
      '__proto__',
      'constructor',
    );
    const nearly = fc.oneof(
      fc.dictionary(fc.oneof(key, fc.string()), fc.oneof(fc.constantFrom('quit', 'white', null, true, '22:00', ['json']), fc.anything())),
      fc.constantFrom(
        '/etc/passwd',
        '\\\\evil\\share',
        'file:///etc/passwd',
        '../../x',
        '~',
        '-rf',
        '$(id)',
        'a\0b',
        '%00',
        true,
        0,
        null,
        undefined,
      ),
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withNullPrototype: true }),
      fc.string({ maxLength: 6000 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...questions), fc.array(nearly, { maxLength: 3 }), async (question, given) => {
        reached.length = 0;
        const reply = (await at.ask(channels[question], from(), ...given)) as { ok: boolean };
        expect(reached.length).toBe(reply.ok ? 1 : 0);
        if (reply.ok) expect(isHarmless(question, given), `${question} took ${fc.stringify(given)}`).toBe(true);
      }),
      { numRuns: 10_000 },
    );
    expect(({} as Record<string, unknown>).closeTold).toBeUndefined();
  }, 60_000);

  it('gives back the sentence of a failure, and keeps the rest for the log', async () => {
    fails = new Failure('conflict', 'It cannot be written.');
    expect(await at.ask(channels.loginItem, from())).toEqual({ ok: false, sentence: 'It cannot be written.' });
    fails = new NoContact('ECONNREFUSED');
    expect(await at.ask(channels.loginItem, from())).toMatchObject({ sentence: expect.stringContaining('cannot be reached') as string });
    expect(logged).toEqual([]);
    fails = new TypeError('x is not a function.');
    expect(await at.ask(channels.loginItem, from())).toEqual({
      ok: false,
      sentence: 'The desktop app could not do this: x is not a function. Its log, desktop.log, says more.',
    });
    expect(logged).toHaveLength(1);
  });
});

describe('our own page', () => {
  it.each(['app://roundhouse/', 'app://roundhouse/index.html#/settings', 'app://roundhouse', 'APP://ROUNDHOUSE/'])('%s', (address) =>
    expect(isOwnPage(address)).toBe(address !== 'APP://ROUNDHOUSE/'),
  );
});
