// Faults of the desktop app that are repeated: few times in a test, many times in tests/soak. Each says what it found; who calls it judges nothing.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { placeOfLink } from '../../../electron/links.ts';
import { rss } from '../../soak/fault.ts';
import type { Desk } from '../../support/desk/desk.ts';
import { allPids, carrying, descendants, killAll } from '../../support/desk/processes.ts';
import type { DesktopApp } from '../../support/desktop.ts';
import { sleep, until } from '../../support/live-engine.ts';
import { ask, engineOf, shownPage, trayThere } from './stories.ts';

interface Seen {
  name: string;
  pid: number | null;
  run: number;
  restarts: number;
}

/** What no fault of a window may change. */
export async function serversOf(app: DesktopApp): Promise<string> {
  const servers = await ask<Seen[]>(await engineOf(app), '/api/v1/servers');
  return JSON.stringify(servers.map(({ name, pid, run, restarts }) => [name, pid, run, restarts]));
}

function same(what: string, before: string, now: string): void {
  if (now !== before) throw new Error(`${what}: the servers were ${before} and are ${now}`);
}

const logOf = (app: DesktopApp): string => readFileSync(join(app.home, 'desktop', 'desktop.log'), 'utf8');

/** The window's page is killed with -9, again and again: it comes back, or the window goes and is opened again. */
export async function killPages(
  app: DesktopApp,
  times: number,
  card: string,
): Promise<{ reloaded: number; reopened: number; slowestMs: number }> {
  const before = await serversOf(app);
  const result = { reloaded: 0, reopened: 0, slowestMs: 0 };
  await (await shownPage(app)).locator(`[data-card="${card}"]`).waitFor();
  const givenUp = () => logOf(app).split('the window stays closed').length - 1;
  const deaths = () => logOf(app).split('the page of the window is gone').length - 1;
  for (let round = 0; round < times; round++) {
    const [died, gaveUp] = [deaths(), givenUp()];
    await app.detach();
    const began = performance.now();
    killAll([pageOf(app)]);
    try {
      await until(`round ${round}: the app to notice`, () => deaths() > died);
      if (givenUp() > gaveUp) {
        await until(`round ${round}: the window to be gone`, async () => (await app.windows()).length === 0);
        await app.tray.click(['Open Roundhouse']);
        result.reopened++;
      } else result.reloaded++;
      await (await shownPage(app)).locator(`[data-card="${card}"]`, { hasText: 'Healthy' }).waitFor();
    } catch (error) {
      const facts = JSON.stringify([result, await app.windows(), await app.control.ask('recorded'), await app.control.ask('failures')]);
      throw new Error(`page killed, round ${round}: ${String(error)}; ${facts}; ${logOf(app).slice(-1_000)}`, { cause: error });
    }
    result.slowestMs = Math.max(result.slowestMs, performance.now() - began);
    same(`page killed, round ${round}`, before, await serversOf(app));
  }
  return result;
}

/** Of the renderers the one that holds most: the others wait for a page, or draw the frame. */
function pageOf(app: DesktopApp): number {
  const renderers = descendants(app.pid).filter((pid) => /--type=renderer(?!.*--top-chrome-webui)/.test(commandOf(pid)));
  const [page] = renderers.sort((a, b) => rss(b) - rss(a));
  if (page === undefined) throw new Error('the window has no page');
  return page;
}

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return ''; // it ended meanwhile
  }
};

/** The panel is killed with -9 and comes up again: the tray item is there again, and no server was asked anything. */
export async function killTray(app: DesktopApp, desk: Desk, times: number): Promise<void> {
  const before = await serversOf(app);
  for (let round = 0; round < times; round++) {
    await trayThere(app);
    const panel = carrying(`ROUNDHOUSE_TEST_DESK=${desk.env.ROUNDHOUSE_TEST_DESK}`).filter((pid) => commandOf(pid).includes('xfce4-panel'));
    if (panel.length === 0) throw new Error('there is no panel');
    killAll(panel);
    await app.control.ask('emit', { on: 'app', event: 'child-process-gone', args: [{ type: 'GPU', reason: 'crashed', exitCode: 5 }] });
    await until('the tray to be gone', async () => !(await app.tray.isShown()));
    same(`tray killed, round ${round}`, before, await serversOf(app));
    await desk.startTray();
  }
  await trayThere(app);
}

/** Started and killed with -9 after so long: how many processes outlived it by how much. */
export async function killWhileStarting(app: DesktopApp, afterMs: number): Promise<number> {
  const child = app.spawn(['--hidden']);
  const ended = new Promise((done) => child.once('exit', done));
  await sleep(afterMs);
  child.kill('SIGKILL');
  await ended;
  return goneAfter(app);
}

/** Throws what is still there after five seconds. */
export async function goneAfter(app: DesktopApp): Promise<number> {
  const began = performance.now();
  const left = await app.survivors(5_000);
  if (left.length > 0) throw new Error(`left alive: ${left.join('; ')}`);
  return performance.now() - began;
}

/** What is wrong with the app's own files: torn, or pieces of a writing. */
export function wrongFiles(app: DesktopApp): string[] {
  const folder = join(app.home, 'desktop');
  return readdirSync(folder).flatMap((name) => {
    if (name.includes('.unusable-')) return [`${name} was set aside`];
    if (/\.tmp(-\w+)?$/.test(name)) return [`${name} is left`];
    if (!name.endsWith('.json')) return [];
    try {
      JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return [];
    } catch (error) {
      return [`${name}: ${String(error)}`];
    }
  });
}

/** Every process that runs this command, among all of this machine. */
export const running = (command: string): number[] => allPids().filter((pid) => commandOf(pid).trim() === command);

const evil = [
  'roundhouse://server/../../api/v1/shutdown',
  'roundhouse://server/%2e%2e/%2e%2e/api/v1/shutdown',
  'roundhouse://logs/#/settings?x=<script>globalThis.pwned=1</script>',
  'roundhouse://server/<img src=x onerror=globalThis.pwned=1>/logs',
  'roundhouse://server/%3Cimg%20src=x%20onerror=globalThis.pwned=1%3E',
  'roundhouse://server/alpha/stop',
  'roundhouse://server/alpha?verb=stop&confirm=1',
  'roundhouse://api/v1/servers/stop',
  'roundhouse://settings/general?open-at-login=true',
  'roundhouse://user:word@logs/',
  'roundhouse://logs:80/',
  'roundhouse://evil.example/x',
  'roundhouse:javascript:globalThis.pwned=1',
  'roundhouse://javascript:globalThis.pwned=1',
  'roundhouse:////evil.example/x',
  'roundhouse:\\\\evil.example\\share',
  'roundhouse://logs/\u0000\u001b[31m',
  'roundhouse://server/%00%0a%0d',
  'roundhouse://server/\u202egnp.exe',
  'roundhouse://--gpu-launcher=sh',
  'ROUNDHOUSE://ALERTS/../..',
  'javascript:globalThis.pwned=1',
  'file:///etc/passwd',
  'data:text/html,<script>globalThis.pwned=1</script>',
  'app://roundhouse/api/v1/shutdown',
  `roundhouse://logs?q=${'x'.repeat(100_000)}`,
];

/** Links as any page of the web may send them, by both ways on which the system hands them over. */
export const hostileLinks = (count: number, seed: number): string[] => {
  const made = fc.oneof(
    fc.webUrl(),
    fc.string({ unit: 'binary' }).map((text) => `roundhouse://${text}`),
    fc.string().map((text) => `roundhouse:server/${text}`),
    fc
      .tuple(fc.constantFrom('logs', 'server', 'settings', 'alerts', 'onboarding'), fc.webPath(), fc.webQueryParameters())
      .map(([page, path, query]) => `roundhouse://${page}${path}?${query}`),
    fc.tuple(fc.constantFrom(...evil), fc.string()).map(([link, more]) => link + more),
  );
  return [...evil, ...fc.sample(made, { numRuns: Math.max(0, count - evil.length), seed })].slice(0, count);
};

/** Sends them; throws at the first that does more than lead to its place in the window. */
export async function sendLinks(
  app: DesktopApp,
  links: readonly string[],
  send: (link: string) => Promise<unknown>,
): Promise<{ led: number }> {
  const page = await shownPage(app);
  const engine = await engineOf(app);
  const [before, last] = [await serversOf(app), await lastEvent(engine)];
  let [led, url] = [0, (await app.windows())[0]!.url];
  for (const link of links) {
    const place = placeOfLink(link);
    await send(link);
    if (place !== null) {
      led++;
      url = new URL(`app://roundhouse/#/${place}`).href;
    }
    const said = JSON.stringify(link.slice(0, 200));
    await until(`${said} to lead to ${url}`, async () => (await app.windows())[0]?.url === url, 5_000);
    if ((await app.windows()).length !== 1) throw new Error(`${said} opened a window`);
  }
  const did = (await app.control.ask('recorded')).filter(({ what }) => /open|show|clipboard|trash/.test(what));
  if (did.length > 0) throw new Error(`something left the app: ${JSON.stringify(did[0])}`);
  const failures = await app.control.ask('failures');
  if (failures.length > 0) throw new Error(`the app failed: ${failures[0]}`);
  if (await page.evaluate(() => 'pwned' in globalThis)) throw new Error('a link ran code in the page');
  same('links', before, await serversOf(app));
  if ((await lastEvent(engine)) !== last) throw new Error('something happened in the engine');
  return { led };
}

const lastEvent = async (engine: Awaited<ReturnType<typeof engineOf>>): Promise<string> =>
  JSON.stringify(await ask(engine, '/api/v1/events?limit=1'));
