// What the app itself says by a notification: where it went, what it could not do, and that notifications arrive.
import type { Act } from '../acts.ts';
import type { Notice } from './notice.ts';
import { asSentence } from './notice-words.ts';
import { say } from './text.ts';

const plain = { group: 'app', silent: true, buttons: [] } as const;

/** Said once: the window is closed, and everything runs on. */
export function firstCloseNotice(platform: 'darwin' | 'win32' | 'linux', serversUp: number): Notice {
  const up = serversUp > 0 ? [say('closed.up', { n: serversUp })] : [];
  return {
    ...plain,
    id: 'first-close',
    title: say('closed.title'),
    body: [...up, say(`closed.where.${platform}`), say('closed.setting')].join(' '),
    click: { do: 'open', to: 'settings/general' },
  };
}

/** Its page died each time that it was loaded. A box would halt the engine until it is read. */
export function windowGoneNotice(log: string): Notice {
  return {
    ...plain,
    id: 'window-gone',
    title: say('window.gone'),
    body: say('window.gone-detail', { log }),
    silent: false,
    click: { do: 'open' },
  };
}

/** `reason` as the engine gives it: a sentence, or what stands after a colon */
export function failureNotice(act: Act, reason: string): Notice {
  const name = 'server' in act ? act.server : '';
  return {
    ...plain,
    id: `failed ${act.do} ${name}`,
    title: say(`failed.${act.do}`, { name }),
    body: asSentence(reason),
    silent: false,
    click: { do: 'open', ...(name !== '' && { to: `server/${encodeURIComponent(name)}` }) },
  };
}

export function testNotice(): Notice {
  return {
    ...plain,
    id: 'test',
    title: say('test.title'),
    body: say('test.body'),
    silent: false,
    click: { do: 'open', to: 'settings/notifications' },
  };
}
