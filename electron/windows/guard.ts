// What no content may do, whatever it is: leave the app's own page, open a window, embed another page, ask for a permission.
import type { App, Session, Shell, WebContents } from 'electron';
import { isOurs } from '../app-protocol.ts';

export interface GuardParts {
  app: Pick<App, 'on'>;
  shell: Pick<Shell, 'openExternal'>;
  log: { warn(message: string): void };
}

/** copying is all that the page does beyond itself */
const granted = new Set(['clipboard-sanitized-write']);

export function guardContents({ app, shell, log }: GuardParts): void {
  app.on('web-contents-created', (_, contents) => {
    contents.on('will-navigate', (event) => stay(event, event.url));
    contents.on('will-frame-navigate', (event) => stay(event, event.url));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      leave(url);
      return { action: 'deny' };
    });
  });

  function stay(event: { preventDefault(): void }, url: string): void {
    if (isOurs(url)) return;
    event.preventDefault();
    log.warn(`a window was kept from going to ${shown(url)}`);
  }

  /** The browser of the system opens it, and only what is plainly a page of the web. */
  function leave(url: string): void {
    if (!isWebPage(url)) {
      log.warn(`a link was not followed: ${shown(url)}`);
      return;
    }
    shell.openExternal(url).catch((error: unknown) => log.warn(`the system opened no browser for ${shown(url)}: ${String(error)}`));
  }
}

export function guardSession(session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>): void {
  const may = (permission: string, url: string | null | undefined): boolean => granted.has(permission) && isOurs(url ?? '');
  session.setPermissionRequestHandler((contents: WebContents | null, permission, answer) => answer(may(permission, contents?.getURL())));
  session.setPermissionCheckHandler((_, permission, origin) => may(permission, origin));
}

export function isWebPage(text: string): boolean {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' && url.username === '' && url.password === '';
  } catch {
    return false;
  }
}

/** without what may be secret in it */
const shown = (url: string): string => url.replace(/[?#].*$/s, '').slice(0, 200);
