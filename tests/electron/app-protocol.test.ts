// app://roundhouse before and after the engine is there: whose page it is, and who answers what.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPage } from '../../core/api/page.ts';
import { answerApp } from '../../electron/app-protocol.ts';
import { onceThere } from '../../electron/engine/once-there.ts';
import type { RunningEngine } from '../../electron/engine/running.ts';

const engineOf = (kind: RunningEngine['kind'], files: Record<string, string> = {}) =>
  ({
    kind,
    async answer({ url }: Request) {
      const { pathname } = new URL(url);
      if (pathname.startsWith('/api/')) return Response.json({ kind });
      return pathname in files ? new Response(files[pathname]) : new Response('no such file', { status: 404 });
    },
  }) as RunningEngine;

describe('app://roundhouse', () => {
  let folder: string;
  let ask: (path: string, method?: string) => Promise<Response>;
  let come: (engine: RunningEngine | Error) => void;
  let other: boolean;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rh-app-page-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), 'ours');
    writeFileSync(join(folder, 'assets', 'index-12345678.js'), 'our program');
    other = false;
    const coming = Promise.withResolvers<RunningEngine>();
    const engine = onceThere(() => coming.promise);
    engine.begin();
    come = (what) => (what instanceof Error ? coming.reject(what) : coming.resolve(what));
    const protocol = {
      handle(_: string, handler: (request: Request) => Promise<Response>) {
        ask = (path, method = 'GET') => handler(new Request(`app://roundhouse${path}`, { method }));
      },
    };
    answerApp(protocol as never, { engine, page: createPage(folder), isOther: () => other });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('shows the page before the engine is there, under the same policy, and what is asked of the engine waits for it', async () => {
    const page = await ask('/');
    expect(await page.text()).toBe('ours');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await (await ask('/assets/index-12345678.js')).text()).toBe('our program');
    const state = ask('/api/v1/snapshot');
    const unknown = ask('/assets/gone-12345678.js');
    expect(await Promise.race([state, unknown, 'waits'])).toBe('waits');
    come(engineOf('hosted'));
    expect(await (await state).json()).toEqual({ kind: 'hosted' });
    expect((await unknown).status).toBe(404);
  });

  it('waits for the page of another engine that runs', async () => {
    other = true;
    const page = ask('/');
    expect(await Promise.race([page, 'waits'])).toBe('waits');
    come(engineOf('attached', { '/': 'theirs' }));
    expect(await (await page).text()).toBe('theirs');
  });

  it('goes on with the page that it began, where another engine came in between', async () => {
    expect(await (await ask('/')).text()).toBe('ours');
    come(engineOf('attached', { '/': 'theirs' }));
    await ask('/api/v1/snapshot');
    expect(await (await ask('/assets/index-12345678.js')).text()).toBe('our program');
    expect(await (await ask('/')).text()).toBe('theirs');
  });

  it('says in the way of the engine that there is none, and invents no other host', async () => {
    come(new Error('the disk is full'));
    const refused = await ask('/api/v1/snapshot');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ detail: 'The engine cannot be reached: the disk is full' });
    expect((await ask('.evil/')).status).toBe(404);
  });
});
