// What macOS and Windows say of login items, and what becomes of it.
import { describe, expect, it } from 'vitest';
import { createLoginItem } from '../../../electron/login-item/create-login-item.ts';
import { launchedHidden } from '../../../electron/login-item/login-item.ts';
import { loginProgram } from '../../../electron/login-item/login-program.ts';
import { loginItemOf, type Said, type SystemItemParts, systemItem } from '../../../electron/login-item/system-item.ts';

describe('what the system says', () => {
  it.each<['darwin' | 'win32', Said, string]>([
    ['darwin', { openAtLogin: true, status: 'enabled' }, 'on'],
    ['darwin', { openAtLogin: true, status: 'requires-approval' }, 'requires-approval'],
    ['darwin', { openAtLogin: false, status: 'requires-approval' }, 'requires-approval'],
    ['darwin', { openAtLogin: false, status: 'not-registered' }, 'off'],
    ['darwin', { openAtLogin: false, status: 'not-found' }, 'off'],
    ['darwin', { openAtLogin: true }, 'on'],
    ['win32', { openAtLogin: true, executableWillLaunchAtLogin: true }, 'on'],
    ['win32', { openAtLogin: true, executableWillLaunchAtLogin: false }, 'off'],
    ['win32', { openAtLogin: false, executableWillLaunchAtLogin: true }, 'off'],
    ['win32', { openAtLogin: true }, 'on'],
  ])('%s, %j: %s', (platform, said, state) => {
    expect(loginItemOf(said, platform).state).toBe(state);
  });
  it('Windows says why it does not start what is entered', () => {
    expect(loginItemOf({ openAtLogin: true, executableWillLaunchAtLogin: false }, 'win32').reason).toContain('Startup apps');
  });
});

type Settings = Parameters<SystemItemParts['app']['setLoginItemSettings']>[0];

/** stand-in for the system's own list */
function listOf(platform: 'darwin' | 'win32', takes: (wanted: boolean) => Said) {
  const told: Settings[] = [];
  const opened: string[] = [];
  let said: Said = { openAtLogin: false };
  const app = {
    isPackaged: true,
    setLoginItemSettings(settings: Settings) {
      told.push(settings);
      said = takes(settings.openAtLogin === true);
    },
    getLoginItemSettings: () => ({ wasOpenedAtLogin: false, launchItems: [], ...said }) as never,
  };
  const shell = { openExternal: async (address: string) => void opened.push(address) };
  return { item: systemItem({ app, shell, platform }), app, shell, told, opened };
}

describe('telling the system', () => {
  it('reads back what became of it', async () => {
    const { item } = listOf('darwin', (wanted) => ({ openAtLogin: wanted, status: wanted ? 'requires-approval' : 'not-registered' }));
    expect(await item.set(true)).toEqual({ state: 'requires-approval', reason: null });
    expect(await item.set(false)).toEqual({ state: 'off', reason: null });
  });

  it('says when the system did not take it', async () => {
    const { item } = listOf('darwin', () => ({ openAtLogin: false, status: 'not-found' }));
    expect(await item.set(true)).toEqual({ state: 'off', reason: expect.stringContaining('did not take it') as string });
  });

  it('Windows is given the argument that keeps the window away, macOS none', async () => {
    const windows = listOf('win32', (wanted) => ({ openAtLogin: wanted, executableWillLaunchAtLogin: wanted }));
    expect((await windows.item.set(true)).state).toBe('on');
    expect(windows.told).toEqual([{ openAtLogin: true, args: ['--hidden'] }]);
    const mac = listOf('darwin', (wanted) => ({ openAtLogin: wanted, status: wanted ? 'enabled' : 'not-registered' }));
    await mac.item.set(true);
    expect(mac.told).toEqual([{ openAtLogin: true }]);
  });

  it('opens the system’s own page by a fixed address', async () => {
    const { item, opened } = listOf('darwin', () => ({ openAtLogin: false }));
    expect(await item.openSystemPage()).toBe(true);
    expect(opened).toEqual(['x-apple.systempreferences:com.apple.LoginItems-Settings.extension']);
  });
});

describe('what is started', () => {
  const launch = (env: Record<string, string>, isPackaged = true, execPath = '/opt/Roundhouse/roundhouse') =>
    loginProgram({ isPackaged, execPath, env });
  it.each<[string, string | null, string | null]>([
    ['the program', launch({}), '/opt/Roundhouse/roundhouse'],
    ['nothing in development', launch({}, false), null],
    ['what was named for a trial', launch({ ROUNDHOUSE_LOGIN_PROGRAM: '/x/rh' }, false), '/x/rh'],
    [
      'the image, and not what is mounted of it',
      launch({ APPIMAGE: '/home/k/R.AppImage', APPDIR: '/tmp/.mount_R1' }, true, '/tmp/.mount_R1/roundhouse'),
      '/home/k/R.AppImage',
    ],
    [
      'the program, below a terminal that is an image itself',
      launch({ APPIMAGE: '/home/k/Term.AppImage', APPDIR: '/tmp/.mount_T' }),
      '/opt/Roundhouse/roundhouse',
    ],
    [
      'the program, where the folder only begins like that of the image',
      launch({ APPIMAGE: '/home/k/T.AppImage', APPDIR: '/opt/Round' }),
      '/opt/Roundhouse/roundhouse',
    ],
  ])('%s', (_what, is, should) => expect(is).toBe(should));

  it('in development nothing is entered, and that is said', async () => {
    const { app, shell, told } = listOf('darwin', () => ({ openAtLogin: true }));
    const parts = { shell, platform: 'darwin' as const, execPath: '/x/electron', env: {}, user: '/home/k' };
    const item = createLoginItem({ ...parts, app: { ...app, isPackaged: false } });
    expect(await item.set(true)).toEqual({ state: 'unavailable', reason: expect.stringContaining('development') as string });
    expect(told).toEqual([]);
  });
});

describe('being started by the system', () => {
  it.each([
    [['roundhouse'], null, false],
    [['roundhouse', '--hidden'], null, true],
    [['roundhouse', '--hiddenness'], null, false],
    [['roundhouse'], { wasOpenedAtLogin: true }, true],
    [['roundhouse'], { wasOpenedAtLogin: false }, false],
  ])('%j, %j: hidden %s', (argv, settings, hidden) => expect(launchedHidden(argv, settings)).toBe(hidden));
});
