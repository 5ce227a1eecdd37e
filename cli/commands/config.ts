import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AnswerOf } from '../../contract/routes/table.ts';
import { ownConfigFile, places } from '../../core/places.ts';
import { runningEngine } from '../engine.ts';
import { type ExitCode, exit } from '../exit.ts';
import { findEngine } from '../find-engine.ts';
import type { Io } from '../io.ts';
import { configLines } from '../print/config-lines.ts';
import { problemLine } from '../print/problem-line.ts';

type ConfigView = AnswerOf<'config'>;

export async function validate(io: Io, named?: string): Promise<ExitCode> {
  const file = named ?? io.config ?? undefined;
  const checked = resolve(file ?? (await pathOf(io)));
  if (file === undefined && !existsSync(checked)) {
    if (io.json) io.printJson({ file: checked, ok: true, exists: false, problems: [] });
    else io.print(`${checked} is not there, so there is nothing to check: everything is at its default.`);
    return exit.done;
  }
  const catalog = await openCatalog(io, checked);
  const { problems: all, usable } = await catalog.load();
  await catalog.close();
  const problems = all.filter((problem) => resolve(problem.file) === checked);
  const ok = usable && problems.every((problem) => problem.level === 'warning');
  if (io.json) io.printJson({ file: checked, ok, exists: existsSync(checked), problems });
  else {
    for (const problem of problems) io.print(problemLine(problem));
    if (ok) io.print(`${checked} is valid.`);
  }
  return ok ? exit.done : exit.failed;
}

export async function path(io: Io): Promise<ExitCode> {
  const file = await pathOf(io);
  if (io.json) io.printJson({ path: file, exists: existsSync(file) });
  else io.print(file);
  return exit.done;
}

export async function show(io: Io): Promise<ExitCode> {
  const view = await shownConfig(io);
  if (io.json) io.printJson(view);
  else for (const line of configLines(view, io)) io.print(line);
  return exit.done;
}

/** The running engine knows best: it may have been given another file. */
async function pathOf(io: Io): Promise<string> {
  return io.config ?? (await fromEngine(io))?.path ?? ownConfigFile(places(io.env));
}

async function shownConfig(io: Io): Promise<ConfigView> {
  const running = io.config === null ? await fromEngine(io) : null;
  if (running) return running;
  const catalog = await openCatalog(io, io.config);
  await catalog.load();
  await catalog.close();
  return { path: io.config ?? ownConfigFile(places(io.env)), ...catalog.show(), imported: catalog.imported() };
}

async function fromEngine(io: Io): Promise<ConfigView | null> {
  if (!findEngine(io.env)) return null;
  try {
    return await runningEngine(io).client.config();
  } catch (error) {
    if (error instanceof Error && error.name === 'NoContact') return null; // a run file that its engine left behind
    throw error;
  }
}

async function openCatalog(io: Io, explicitConfig: string | null) {
  const { createCatalog } = await import('../../core/catalog/create-catalog.ts');
  return createCatalog({
    places: places(io.env),
    env: io.env,
    platform: process.platform,
    // without an engine nobody remembers what was approved, and nothing is run
    approvals: { isApproved: () => false },
    ...(explicitConfig !== null && { explicitConfig }),
  });
}
