// Electron's own list of what makes an app safe, read from the real options and handlers. https://electronjs.org/docs/latest/tutorial/security
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pageHeaders } from '../../../core/api/headers.ts';
import { appScheme, isOurs } from '../../../electron/app-protocol.ts';
import { guardContents, guardSession, isWebPage } from '../../../electron/windows/guard.ts';
import { windowOptions } from '../../../electron/windows/options.ts';

const folder = fileURLToPath(new URL('../../../electron', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
const options = (isPackaged: boolean, platform: NodeJS.Platform = 'linux') =>
  windowOptions({ platform, isDark: true, isPackaged, preload: '/app/preload.cjs', icon: '/app/icon.png' });

type Listener = (...args: unknown[]) => unknown;

/** what the guard does to contents, asked as Electron would */
function guarded() {
  const opened: string[] = [];
  const said: string[] = [];
  const held: { made: Listener; open: Listener } = { made: () => {}, open: () => {} };
  const app = { on: (_: string, listener: Listener) => void Object.assign(held, { made: listener }) } as unknown as Parameters<
    typeof guardContents
  >[0]['app'];
  guardContents({ app, shell: { openExternal: async (url) => void opened.push(url) }, log: { warn: (line) => void said.push(line) } });
  const listeners: Record<string, Listener> = {};
  held.made(null, {
    on: (event: string, listener: Listener) => void Object.assign(listeners, { [event]: listener }),
    setWindowOpenHandler: (handler: Listener) => void Object.assign(held, { open: handler }),
  });
  const may = (event: string, url: string) => {
    const seen: string[] = [];
    listeners[event]?.({ url, preventDefault: () => void seen.push(url) });
    return seen.length === 0;
  };
  return { opened, said, may, open: (url: string) => held.open({ url }) };
}

describe('the window', () => {
  it.each([true, false])('is sandboxed and isolated, without Node and without anything switched off (packaged: %s)', (isPackaged) => {
    expect(options(isPackaged).webPreferences).toEqual({
      preload: '/app/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !isPackaged,
    });
  });

  it('has a policy from the header of its own protocol, which allows nothing but itself', () => {
    const policy = pageHeaders()['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|http/);
    expect(appScheme.privileges).toEqual({ standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true });
  });

  it('goes nowhere but to its own page, embeds nothing and opens nothing', () => {
    const { may, open, opened } = guarded();
    for (const event of ['will-navigate', 'will-frame-navigate']) {
      expect(may(event, 'app://roundhouse/#/logs')).toBe(true);
      for (const url of [
        'https://example.org/',
        'app://elsewhere/',
        'app://roundhouse.evil/',
        'file:///etc/passwd',
        'data:text/html,x',
        'about:blank',
      ])
        expect(may(event, url)).toBe(false);
    }
    expect(may('will-attach-webview', 'app://roundhouse/')).toBe(false);
    expect(open('app://roundhouse/')).toEqual({ action: 'deny' });
    expect(opened).toEqual([]);
  });

  it('hands links of the web to the browser of the system, and no others', () => {
    const { open, opened, said } = guarded();
    const hostile = [
      'http://example.org/',
      'file:///usr/bin/xcalc',
      'smb://host/share',
      'ms-msdt:/id',
      'javascript:alert(1)',
      'https://user:word@example.org/',
      'roundhouse://logs',
      '//x',
    ];
    for (const url of hostile) expect(open(url)).toEqual({ action: 'deny' });
    expect(opened).toEqual([]);
    expect(said).toHaveLength(hostile.length);
    expect(open('https://example.org/page?token=secret')).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://example.org/page?token=secret']);
    expect(isWebPage('https://example.org')).toBe(true);
  });

  it('is granted nothing but to copy, and strangers not even that', () => {
    const held: Record<'request' | 'check', Listener> = { request: () => {}, check: () => {} };
    guardSession({
      setPermissionRequestHandler: (handler: unknown) => void Object.assign(held, { request: handler }),
      setPermissionCheckHandler: (handler: unknown) => void Object.assign(held, { check: handler }),
    } as unknown as Parameters<typeof guardSession>[0]);
    const asked = (permission: string, url: string) => {
      const answers: unknown[] = [];
      held.request({ getURL: () => url }, permission, (given: boolean) => void answers.push(given));
      return [...answers, held.check(null, permission, url)];
    };
    expect(asked('clipboard-sanitized-write', 'app://roundhouse/')).toEqual([true, true]);
    expect(asked('clipboard-sanitized-write', 'https://example.org/')).toEqual([false, false]);
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'fileSystem',
      'hid',
      'midi',
      'fullscreen',
    ])
      expect(asked(permission, 'app://roundhouse/')).toEqual([false, false]);
  });

  it('knows its own address by more than its beginning', () => {
    expect(['app://roundhouse', 'app://roundhouse/', 'app://roundhouse/#/logs'].map(isOurs)).toEqual([true, true, true]);
    expect(['app://roundhouse.evil/', 'app://roundhouses', 'https://roundhouse/', 'app:/roundhouse', ''].map(isOurs)).toEqual(
      Array(5).fill(false),
    );
  });
});

describe('the sources of the main process', () => {
  it('switch off no protection, and reach the system by the safe ways alone', () => {
    expect(sources.length).toBeGreaterThan(30);
    for (const [name, text] of sources) {
      expect(text, name).not.toMatch(
        /appendSwitch\(['"]no-sandbox|disable-web-security|ignore-certificate-errors|certificate-error|enableRemoteModule|bypassCSP|registerFileProtocol/,
      );
      expect(text, `${name} runs what it is given`).not.toMatch(/shell\.openPath|[^.]\bexec\(|execSync|executeJavaScript|\beval\(/);
      expect(text, `${name} answers pages beside the bridge`).not.toMatch(name.startsWith('bridge/') ? /$^/ : /ipcMain\.(on|handle)\(/);
    }
  });
});
