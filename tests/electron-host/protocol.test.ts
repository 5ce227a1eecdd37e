import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from '../support/desk/desk.ts';
import { withoutDesk } from '../support/desk/programs.ts';
import { Demo } from './demo.ts';

describe.skipIf(withoutDesk('app:// in the stand-in for Electron'))("the app's own scheme", () => {
  let desk: Desk;
  let app: Demo;
  beforeAll(async () => {
    desk = await openDesk();
    app = await new Demo(desk).start();
    await app.shown();
  });
  afterAll(async () => {
    await app?.close();
    await desk?.close();
  });

  it('is asked by its own addresses, without what only a network adds', async () => {
    const page = await app.page();
    expect(await page.evaluate(() => fetch('/body', { method: 'POST', body: 'hello' }).then((answer) => answer.text()))).toBe('HELLO');
    await app.noted('GET app://roundhouse/start?x=1   ');
    // method, address, Origin, Cookie, who asked
    await app.noted('POST app://roundhouse/body app://roundhouse  app://roundhouse');
    expect(await page.evaluate(() => document.cookie)).toBe('');
  });

  it('streams: a chunk arrives while the stream goes on, and letting go of it cancels the body but not the signal', async () => {
    const page = await app.page();
    const first = await page.evaluate(async () => {
      const ending = new AbortController();
      const response = await fetch('/stream', { signal: ending.signal });
      const { value } = await response.body!.getReader().read();
      ending.abort();
      return new TextDecoder().decode(value);
    });
    expect(first).toBe('data: 0\n\n');
    await app.noted('stream cancelled, signal false');
  });

  it('is a network error where the handler throws, asked once', async () => {
    const page = await app.page();
    expect(await page.evaluate(() => fetch('/fails').catch(String))).toBe('TypeError: Failed to fetch');
    const asked = (await app.notes()).filter((note) => note.startsWith('GET app://roundhouse/fails'));
    expect(asked).toHaveLength(1);
  });

  it('holds the page to the policy of its header', async () => {
    const page = await app.page();
    expect(await page.evaluate(() => fetch('http://127.0.0.1:1/').catch(String))).toMatch(/Failed to fetch/);
    expect(
      await page.evaluate(
        () =>
          new Promise((done) => {
            document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), { once: true });
            fetch('http://127.0.0.1:1/').catch(() => {});
          }),
      ),
    ).toBe('connect-src');
  });

  it('has the permissions that the app grants', async () => {
    const page = await app.page();
    const asked = () => page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state);
    expect(await asked()).toBe('denied');
    expect(await page.evaluate(() => Notification.permission)).toBe('denied');
  });

  it('answers nobody who names it otherwise', async () => {
    const port = await app.control.ask('port');
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });
});
