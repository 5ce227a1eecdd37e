// The small files that the desktop app writes, each with an old content and what writes a new one. `node own-files.ts NAME write STEP FOLDER`
// writes it and is killed at that step; imported, it says what is left afterwards.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const log = { warn: console.error, error: console.error };

interface OwnFile {
  file: string;
  old: string;
  write(folder: string): Promise<unknown>;
  /** what the next start makes of it; it says what is wrong on stderr */
  next(folder: string): Promise<unknown>;
  /** it lies among others, whose pieces are not ours to look for */
  amongOthers?: true;
}

const preferences = async (folder: string) => {
  const [{ openPreferences }, { openStore }] = await Promise.all([
    import('../../electron/preferences.ts'),
    import('../../electron/preference-store.ts'),
  ]);
  return openPreferences({ folder, store: openStore, log });
};
const told = async (folder: string) => (await import('../../electron/notify/told.ts')).toldFile(join(folder, 'told.json'), log.warn);
const lastCheck = () => import('../../electron/updates/last-check.ts');
const login = async (folder: string) =>
  (await import('../../electron/login-item/autostart.ts')).autostart(join(folder, 'roundhouse.desktop'), '/opt/Roundhouse/roundhouse');
const prepare = async (folder: string) =>
  (await import('../../electron/command-line.ts')).prepareCommandLine({
    packaged: true,
    platform: 'linux',
    execPath: '/tmp/.mount/roundhouse',
    resourcesPath: '/tmp/.mount/resources',
    appPath: '/tmp/.mount/resources/app.asar',
    appImage: '/home/dev/Roundhouse.AppImage',
    data: folder,
  });

const nothing = { told: [], held: [], summaries: [], shown: [] };
export const ownFiles: Record<string, OwnFile> = {
  preferences: {
    file: 'preferences.json',
    old: '{"closeTold":true,"later":"kept"}',
    write: async (folder) => (await preferences(folder)).set({ onClose: 'quit', trayIcon: 'black' }),
    next: async (folder) => (await preferences(folder)).get(),
  },
  told: {
    file: 'told.json',
    old: JSON.stringify({ ...nothing, singles: [1] }),
    write: async (folder) => (await told(folder)).save({ ...nothing, singles: [1, 2] }),
    // the preferences are opened first, and that tidies the folder
    next: async (folder) => [await preferences(folder), (await told(folder)).load().singles],
  },
  'last-update-check': {
    file: 'last-update-check',
    old: '{"checkedAt":"2026-11-21T08:00:00.000Z"}\n',
    write: async (folder) =>
      (await lastCheck()).writeLastCheck(join(folder, 'last-update-check'), {
        checkedAt: '2026-11-22T08:00:00.000Z',
        by: '1.0.0',
        found: { at: '2026-11-22T08:00:00.000Z', newer: null },
      }),
    next: async (folder) => [await preferences(folder), await (await lastCheck()).readLastCheck(join(folder, 'last-update-check'))],
  },
  'login item': {
    file: 'roundhouse.desktop',
    old: '[Desktop Entry]\nType=Application\nExec=/opt/Roundhouse/roundhouse --hidden\nX-Mine=1\nHidden=true\n',
    write: async (folder) => (await login(folder)).set(true),
    next: async (folder) => (await login(folder)).read(),
    amongOthers: true,
  },
  'launcher of an AppImage': {
    file: 'bin/roundhouse',
    old: '#!/bin/sh\nexec /elsewhere\n',
    write: prepare,
    next: prepare,
    amongOthers: true,
  },
};

async function run(name: string, does: 'write' | 'next', step: number, folders: readonly string[]) {
  const child = spawn(process.execPath, [self, name, does, `${step}`, ...folders], {
    // outside of Electron its package is the path of its program, which need not be there
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: '/nowhere', NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((done) => child.on('close', (...end) => done(end)));
  return { code, signal, said };
}

export interface Killed {
  /** how often it was killed until it came to its end */
  kills: number;
  old: number;
  new: number;
  /** what was neither, what the next start complained of, and what it left lying about */
  wrong: string[];
}

/** Killed at each step of one writing, and looked at by the next start. */
export async function killedAtEachStep(name: string): Promise<Killed> {
  const { file, old, amongOthers } = ownFiles[name]!;
  const all = mkdtempSync(join(tmpdir(), 'rh-own-files-'));
  const folderOf = (step: number) => join(all, `${step}`);
  const read = (step: number) => readFileSync(join(folderOf(step), file), 'utf8');
  try {
    let kills = 0;
    for (let step = 1; ; step++) {
      mkdirSync(dirname(join(folderOf(step), file)), { recursive: true });
      writeFileSync(join(folderOf(step), file), old, { mode: 0o600 });
      const { code, signal, said } = await run(name, 'write', step, [folderOf(step)]);
      if (signal === 'SIGKILL') kills = step;
      else if (code === 0 && said === '' && read(step) !== old) break;
      else throw new Error(`${name} was not written: ${said}`);
    }
    const steps = Array.from({ length: kills }, (_, at) => at + 1);
    const complete = read(kills + 1);
    const wrong = steps
      .filter((step) => ![old, complete].includes(read(step)))
      .map((step) => `step ${step}: ${JSON.stringify(read(step))}`);
    const result = {
      kills,
      old: steps.filter((step) => read(step) === old).length,
      new: steps.filter((step) => read(step) === complete).length,
    };
    const { code, said } = await run(name, 'next', 0, steps.map(folderOf));
    if (code !== 0 || said !== '') wrong.push(said);
    const litter = (step: number) => readdirSync(dirname(join(folderOf(step), file))).filter((each) => each !== basename(file));
    if (!amongOthers) wrong.push(...steps.flatMap((step) => litter(step).map((each) => `step ${step}: ${each} is left`)));
    return { ...result, wrong };
  } finally {
    rmSync(all, { recursive: true, force: true });
  }
}

if (process.argv[1] === self) {
  const [name, does, step, ...folders] = process.argv.slice(2) as [string, 'write' | 'next', string, ...string[]];
  const { killAt } = await import('../support/kill-at.ts');
  // loaded before: only what is done to the file counts
  const elsewhere = mkdtempSync(join(folders[0]!, '..', 'loaded-'));
  await ownFiles[name]!.next(elsewhere);
  if (does === 'write') killAt(Number(step));
  for (const folder of folders) await ownFiles[name]![does](folder);
}
