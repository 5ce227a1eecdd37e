// What a server says, by the thousand lines, is text in the page and nothing else: no element, no code, no control character, no breach of the policy.
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { openBrowser } from '../support/chromium.ts';
import { signInUrl } from '../ui/staged-home.ts';
import { fault, must, withEngine } from './fault.ts';
import { watchTab } from './page.ts';

const BATCHES = 120;
/** fewer than the window shows: each line is drawn */
const LINES = 15;

const evil = [
  '<img src=x onerror="window.pwned=1">',
  '<svg onload="window.pwned=1"></svg>',
  '<script>window.pwned=1</script>',
  '</pre></div><iframe srcdoc="<script>top.pwned=1</script>"></iframe>',
  '<a href="javascript:window.pwned=1">here</a>',
  '[here](javascript:window.pwned=1)',
  '&lt;img src=x onerror=window.pwned=1&gt;',
  '\u001b]8;;javascript:window.pwned=1\u0007here\u001b]8;;\u0007',
  '\u001b]8;;https://evil.example/\u001b\\here\u001b]8;;\u001b\\',
  '\u001b[31m<b onclick=window.pwned=1>\u001b[0m',
  '\u001b]0;title\u0007\u001b[2J\u001b[1;1H\u001bc',
  '\u202egnp.exe\u202c \u2066\u2067\u2069',
  '{"level":"error","msg":"<img src=x onerror=window.pwned=1>"}',
  '{{constructor.constructor("window.pwned=1")()}}',
  '"><style>*{background:url(https://evil.example/)}</style>',
  '<math><mtext><table><mglyph><style><img src=x onerror=window.pwned=1>',
  'data:text/html,<script>window.pwned=1</script>',
  '\u0000\u0001\u0008\u007f',
];
const mixed = fc
  .array(fc.oneof(fc.constantFrom(...evil), fc.string({ unit: 'binary', maxLength: 20 })), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('').replaceAll(/[\r\n]/g, ' '));

await fault('hostile-text', () =>
  withEngine({}, async (engine) => {
    const file = join(engine.folder, 'says');
    writeFileSync(file, 'hello\n');
    engine.writeMcp({});
    writeFileSync(
      engine.configFile,
      `services:\n  talker: { command: [sh, -c, 'exec tail -n +1 -f "$0" >&2', ${JSON.stringify(file)}] }\n`,
    );
    await engine.running('talker');
    const browser = await openBrowser();
    try {
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
      const complaints = await watchTab(page, await signInUrl(engine));
      await page.goto(`${engine.url}/#/server/talker/logs`);
      await page.locator('.ll', { hasText: 'hello' }).waitFor();
      const lines = [...evil, ...fc.sample(mixed, { numRuns: BATCHES * LINES - evil.length, seed: 1 })];
      for (let batch = 0; batch < BATCHES; batch++) {
        const said = lines.slice(batch * LINES, (batch + 1) * LINES);
        appendFileSync(file, `${said.join('\n')}\nend of ${batch};\n`);
        await page.locator('.ll', { hasText: `end of ${batch};` }).waitFor();
        const found = await page.evaluate(() => ({
          pwned: 'pwned' in window,
          strange: [
            ...document.querySelectorAll(
              'img, iframe, object, embed, script:not([src]), style, [onerror], [onload], [onclick], main a:not([href^="#"])',
            ),
          ].map((element) => element.outerHTML.slice(0, 200)),
          hidden: [...document.querySelectorAll('main *:not(textarea)')].some((element) =>
            [...element.childNodes].some(
              (node) =>
                node.nodeType === Node.TEXT_NODE && /[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/.test(node.nodeValue ?? ''),
            ),
          ),
          rows: document.querySelectorAll('.ll').length,
        }));
        must(
          `batch ${batch}: ${JSON.stringify(found)}`,
          !found.pwned && found.strange.length === 0 && !found.hidden && found.rows >= LINES,
        );
      }
      must(`the page complains: ${complaints[0]}`, complaints.length === 0);
      return `${BATCHES * LINES} lines drawn: text and nothing else, no breach of the policy`;
    } finally {
      await browser.close();
    }
  }),
);
