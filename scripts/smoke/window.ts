// The running app, asked from inside its main process and from inside its page.
import { readFileSync } from 'node:fs';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { expectThat, type Report } from './report.ts';

export interface Running {
  app: ElectronApplication;
  page: Page;
  visibleMs: number;
}

/** With its sandbox: playwright would switch it off. */
export async function launch(binary: string, root: string, env: Record<string, string>): Promise<Running> {
  const startedAt = performance.now();
  const app = await _electron.launch({ executablePath: binary, args: [root], env, chromiumSandbox: true, timeout: 60_000 });
  const page = await app.firstWindow();
  await page.waitForSelector('#root > *, main', { timeout: 30_000 });
  return { app, page, visibleMs: performance.now() - startedAt };
}

export async function checkWindow(report: Report, { app, page, visibleMs }: Running): Promise<void> {
  await report.check('the window is up', () => `${visibleMs.toFixed(0)} ms after the launch, with the overhead of being driven`);
  await report.check('its preferences are those of the security checklist', async () => {
    const told = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => {
        // Electron has it, and does not document it
        const webContents = window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> | null };
        const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = webContents.getLastWebPreferences() ?? {};
        return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
      }),
    );
    for (const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } of told) {
      const strict = sandbox !== false && contextIsolation !== false && !nodeIntegration && webSecurity !== false && !webviewTag;
      expectThat(strict, JSON.stringify(told));
    }
    return JSON.stringify(told[0]);
  });
  await report.check('its renderer really is in a sandbox', async () => {
    const metrics = await app.evaluate((electron) =>
      electron.app.getAppMetrics().map(({ type, pid, sandboxed }) => ({ type, pid, sandboxed })),
    );
    const tabs = metrics.filter(({ type }) => type === 'Tab');
    expectThat(tabs.length > 0, `no renderer among ${JSON.stringify(metrics)}`);
    for (const { pid, sandboxed } of tabs) {
      if (process.platform !== 'linux') {
        expectThat(sandboxed === true, `process ${pid} says sandboxed: ${sandboxed}`);
        continue;
      }
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      expectThat(words.includes('--type=renderer') && !words.includes('--no-sandbox'), words.join(' '));
      expectThat(/^Seccomp:\s*2$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')), `process ${pid} has no seccomp filter`);
    }
    return `${tabs.length} of ${tabs.length}`;
  });
  await report.check('app:// is a secure origin of its own, with its policy as a header', async () => {
    const told = await page.evaluate(async () => {
      const answer = await fetch(location.href);
      return { origin: location.origin, secure: isSecureContext, policy: answer.headers.get('content-security-policy') };
    });
    expectThat(told.origin === 'app://roundhouse' && told.secure, JSON.stringify(told));
    expectThat(
      /default-src 'none'|default-src 'self'/.test(told.policy ?? '') && !/unsafe-eval/.test(told.policy ?? ''),
      String(told.policy),
    );
    return `${told.origin}; ${told.policy}`;
  });
  await report.check('the policy holds: no eval, no script in the text, nothing from elsewhere', async () => {
    const told = await page.evaluate(async () => {
      const ran = globalThis as { smoke?: boolean };
      const script = document.createElement('script');
      script.textContent = 'globalThis.smoke = true';
      document.head.append(script);
      let evaluated = true;
      try {
        new Function('return 1')();
      } catch {
        evaluated = false;
      }
      const elsewhere = await fetch('https://example.com/').then(
        () => true,
        () => false,
      );
      return { inline: ran.smoke === true, evaluated, elsewhere };
    });
    expectThat(!told.inline && !told.evaluated && !told.elsewhere, JSON.stringify(told));
    return 'all three refused';
  });
  await report.check('streams come through app://', async () => {
    const first = await page.evaluate(async () => {
      const stop = new AbortController();
      const answer = await fetch('/api/v1/stream', { signal: stop.signal });
      const reader = answer.body!.getReader();
      const { value } = await reader.read();
      stop.abort();
      return { status: answer.status, bytes: value?.length ?? 0 };
    });
    expectThat(first.status === 200 && first.bytes > 0, JSON.stringify(first));
    return `the first ${first.bytes} bytes of the event stream, then let go`;
  });
  await report.check('the page has the bridge and nothing of Node', async () => {
    const told = await page.evaluate(() => ({
      bridge: Object.keys((globalThis as { roundhouse?: object }).roundhouse ?? {}).sort(),
      node: ['require', 'process', 'module', 'Buffer', '__dirname'].filter((name) => name in globalThis),
    }));
    expectThat(told.bridge.length > 0 && told.node.length === 0, JSON.stringify(told));
    return told.bridge.join(', ');
  });
  await report.check('no new windows, no way out of the page, no permissions', async () => {
    const before = page.url();
    const told = await page.evaluate(async () => {
      const opened = window.open('about:blank') !== null;
      const place = await new Promise<boolean>((done) => {
        navigator.geolocation.getCurrentPosition(
          () => done(true),
          () => done(false),
          { timeout: 3_000 },
        );
      });
      location.href = 'file:///';
      return { opened, place };
    });
    await page.waitForTimeout(500);
    const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    expectThat(!told.opened && !told.place && page.url() === before && windows === 1, JSON.stringify({ ...told, windows, at: page.url() }));
    return 'all refused';
  });
}

export async function checkSystem(report: Report, { app }: Running): Promise<void> {
  await report.check('notifications', async () => {
    const told = await app.evaluate(({ Notification }) => Notification.isSupported());
    return told ? 'supported' : 'not supported here: the app must say so';
  });
  await report.check('roundhouse:// and opening at login', async () => {
    const told = await app.evaluate((electron) => ({
      links: electron.app.isDefaultProtocolClient('roundhouse'),
      login: process.platform === 'linux' ? null : electron.app.getLoginItemSettings(),
    }));
    return JSON.stringify(told);
  });
}
