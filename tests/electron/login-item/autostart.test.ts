// The autostart file on a real disk: made, read back as the desktop would, changed by others, moved, and never taken from somebody else.
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostart, autostartFile } from '../../../electron/login-item/autostart.ts';
import { readEntry } from '../../../electron/login-item/autostart-entry.ts';

describe('opening at login on Linux', () => {
  let root: string;
  let file: string;
  let program: string;
  const text = () => readFileSync(file, 'utf8');
  const put = (body: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
  };
  const edit = (from: string | RegExp, to: string) => writeFileSync(file, text().replace(from, to));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rh-login-'));
    file = autostartFile({ XDG_CONFIG_HOME: join(root, 'config') }, root);
    program = join(root, 'My $5 "apps" 100%', 'Round\\house');
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(program, '');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('lies where the desktop looks for it', () => {
    expect(autostartFile({}, '/home/kim')).toBe('/home/kim/.config/autostart/roundhouse.desktop');
    expect(autostartFile({ XDG_CONFIG_HOME: '/cfg' }, '/home/kim')).toBe('/cfg/autostart/roundhouse.desktop');
    expect(autostartFile({ XDG_CONFIG_HOME: 'relative' }, '/home/kim')).toBe('/home/kim/.config/autostart/roundhouse.desktop');
  });

  it('is off, on and off again, and leaves nothing behind', async () => {
    const item = autostart(file, program);
    expect(await item.read()).toEqual({ state: 'off', reason: null });
    expect(await item.set(true)).toEqual({ state: 'on', reason: null });
    expect(readdirSync(dirname(file))).toEqual(['roundhouse.desktop']);
    expect(readEntry(text())).toEqual({ isOurs: true, isOn: true, command: [program, '--hidden'] });
    expect(text()).toMatch(/^\[Desktop Entry\]\nType=Application\n/);
    expect(await item.set(false)).toEqual({ state: 'off', reason: null });
    expect(existsSync(file)).toBe(false);
    expect(await item.set(false)).toEqual({ state: 'off', reason: null });
  });

  it('is a file that the desktop’s own validator accepts, where it is installed', async () => {
    await autostart(file, program).set(true);
    try {
      execFileSync('desktop-file-validate', [file], { stdio: 'pipe' });
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
      console.log('left out: desktop-file-validate (apt-get install desktop-file-utils)');
    }
  });

  it.each([
    ['hidden by the person', /$/, 'Hidden=true\n'],
    ['switched off in the settings of the desktop', 'X-GNOME-Autostart-enabled=true', 'X-GNOME-Autostart-enabled=false'],
  ])('%s is off, and on again keeps what else was put there', async (_what, from, to) => {
    const item = autostart(file, program);
    await item.set(true);
    edit(from, to);
    edit('Terminal=false', 'Terminal=false\nX-GNOME-Autostart-Delay=10\n# mine');
    writeFileSync(file, `${text()}\n[Desktop Action x]\nExec=/bin/other\n`);
    expect(await item.read()).toEqual({ state: 'off', reason: null });
    expect(await item.set(true)).toEqual({ state: 'on', reason: null });
    expect(text()).toContain('X-GNOME-Autostart-Delay=10\n# mine\n');
    expect(text()).toContain('[Desktop Action x]\nExec=/bin/other\n');
    expect(text()).not.toContain('Hidden');
  });

  it('a file of somebody else is left as it is, and that is said', async () => {
    const theirs = '[Desktop Entry]\nType=Application\nName=Roundhouse Studio\nExec=/opt/studio/roundhouse\n';
    put(theirs);
    const item = autostart(file, program);
    expect(await item.read()).toEqual({ state: 'unavailable', reason: expect.stringContaining(file) as string });
    for (const wanted of [true, false]) {
      expect((await item.set(wanted)).state).toBe('unavailable');
      await item.mend();
      expect(text()).toBe(theirs);
    }
  });

  it('one that a person wrote by hand for this very program is as good as ours', async () => {
    put(`[Desktop Entry]\nType=Application\nName=R\nExec=${join(root, 'app')}\n`);
    expect((await autostart(file, join(root, 'app')).read()).state).toBe('on');
  });

  it('an app that moved is started from its new place after its next start; whether it is on stays as it was', async () => {
    await autostart(file, program).set(true);
    const moved = join(root, 'elsewhere');
    const item = autostart(file, moved);
    rmSync(program);
    expect(await item.read()).toEqual({ state: 'off', reason: expect.stringContaining(program) as string });
    await item.mend();
    expect((await item.read()).state).toBe('on');
    expect(readEntry(text()).command).toEqual([moved, '--hidden']);
    edit('X-GNOME-Autostart-enabled=true', 'X-GNOME-Autostart-enabled=false');
    await autostart(file, join(root, 'third')).mend();
    expect(await autostart(file, join(root, 'third')).read()).toEqual({ state: 'off', reason: null });
  });

  it('one that cannot be mended stays as it is, and keeps nothing from starting', async () => {
    // there is no room in a folder for the name of the new one beside it
    file = join(root, `${'x'.repeat(240)}.desktop`);
    await autostart(join(root, 'first.desktop'), '/not/there').set(true);
    const before = readFileSync(join(root, 'first.desktop'), 'utf8');
    writeFileSync(file, before);
    const item = autostart(file, program);
    await item.mend();
    expect(text()).toBe(before);
    expect(await item.read()).toEqual({ state: 'off', reason: expect.stringContaining('/not/there') as string });
  });

  it('another copy that is still there stays the one that is started, until this one is wanted', async () => {
    await autostart(file, program).set(true);
    const item = autostart(file, join(root, 'second'));
    await item.mend();
    expect(readEntry(text()).command).toEqual([program, '--hidden']);
    expect(await item.read()).toEqual({ state: 'off', reason: expect.stringContaining(program) as string });
    expect((await item.set(true)).state).toBe('on');
  });

  it('a link stays a link', async () => {
    const real = join(root, 'dotfiles.desktop');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(real, '');
    rmSync(real);
    symlinkSync(real, file);
    expect((await autostart(file, program).set(true)).state).toBe('on');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readEntry(readFileSync(real, 'utf8')).isOurs).toBe(true);
  });

  it('where it cannot be written or read, that is said, and why', async () => {
    mkdirSync(dirname(dirname(file)), { recursive: true });
    writeFileSync(dirname(file), 'no folder');
    await expect(autostart(file, program).set(true)).rejects.toThrow(`${file} cannot be written: `);
    rmSync(dirname(file));
    mkdirSync(file, { recursive: true });
    expect(await autostart(file, program).read()).toEqual({
      state: 'unavailable',
      reason: expect.stringContaining('cannot be read') as string,
    });
  });

  it('a place that no desktop entry can name is said to be one', async () => {
    const item = autostart(file, '/opt/a=b/roundhouse');
    expect((await item.set(true)).reason).toContain('/opt/a=b/roundhouse');
    expect(existsSync(file)).toBe(false);
  });
});
