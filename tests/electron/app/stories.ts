// What the tests of the whole app have in common: a desk, an app on a home of its own, and how it is told from outside.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Desk } from '../../support/desk/desk.ts';
import { DesktopApp, type DesktopOptions } from '../../support/desktop.ts';
import { until } from '../../support/live-engine.ts';

export const sleeper = '[sleep, "100000"]';

/** `services` of a roundhouse.yaml; null: the home has its own */
export function appOn(desk: Desk, services: Record<string, string> | null, options: Partial<DesktopOptions> = {}): DesktopApp {
  const app = new DesktopApp({ desk, ...options });
  mkdirSync(app.home, { recursive: true });
  if (services === null) return app;
  const lines = Object.entries(services).map(([name, definition]) => `  ${name}: ${definition}\n`);
  writeFileSync(join(app.home, 'roundhouse.yaml'), lines.length === 0 ? '' : `services:\n${lines.join('')}`);
  return app;
}

export interface Engine {
  pid: number;
  url: string;
  token: string;
}

export async function engineOf(app: DesktopApp): Promise<Engine> {
  let found: Engine | null = null;
  await until('the engine to announce itself', () => {
    try {
      const { pid, url, tokenFile } = JSON.parse(readFileSync(join(app.home, 'run', 'daemon.json'), 'utf8'));
      found = { pid, url, token: readFileSync(tokenFile, 'utf8').trim() };
    } catch {
      // not yet
    }
    return found !== null;
  });
  return found!;
}

export async function ask<T>({ url, token }: Engine, path: string, method = 'GET'): Promise<T> {
  const answer = await fetch(url + path, { method, headers: { authorization: `Bearer ${token}` } });
  return (await answer.json()) as T;
}

export interface Server {
  name: string;
  state: string;
  pid: number | null;
}

export const serverOf = async (app: DesktopApp, name: string): Promise<Server> => ask(await engineOf(app), `/api/v1/servers/${name}`);

export async function running(app: DesktopApp, name: string): Promise<number> {
  let pid: number | null = null;
  await until(`${name} to run`, async () => {
    const server = await serverOf(app, name).catch(() => null);
    pid = server?.state === 'running' ? server.pid : null;
    return pid !== null;
  });
  return pid!;
}

export const isShown = async (app: DesktopApp): Promise<boolean> => (await app.windows()).some(({ isVisible }) => isVisible);

export async function shownPage(app: DesktopApp): Promise<Page> {
  await until('the window to be shown', () => isShown(app), 40_000);
  const page = await app.page();
  page.setDefaultTimeout(20_000);
  return page;
}

/** as the cross of its frame does it */
export async function closeWindow(app: DesktopApp): Promise<void> {
  const [window] = await app.windows();
  await app.control.ask('person', { window: window!.id, does: 'close' });
}

interface Asked {
  id: number;
  /** that it is attached to */
  window: number | null;
  message: string;
  buttons: string[];
}

export async function questionOf(app: DesktopApp): Promise<Asked> {
  let found: Asked | null = null;
  await until('a question', async () => {
    const [question] = await app.control.ask('questions');
    if (question) {
      const { id, window, options } = question;
      found = { id, window, message: String(options.message), buttons: options.buttons as string[] };
    }
    return found !== null;
  });
  return found!;
}

/** '' until there is a tray */
export const trayHead = async (app: DesktopApp): Promise<string> => (await menuOf(app))[0] ?? '';
export const menuOf = (app: DesktopApp): Promise<string[]> => app.tray.menu().catch(() => []);
export const trayThere = (app: DesktopApp): Promise<void> => until('the tray', () => app.tray.isShown().catch(() => false));
