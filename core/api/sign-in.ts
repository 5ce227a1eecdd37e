// What a browser sees that is not signed in.
import { escapeHtml, inlinePage } from './headers.ts';

const style = `
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
h1 { font-size: 1.25rem; margin: 0 0 .5rem }
code { font: 1em ui-monospace, monospace; padding: .15em .45em; border: 1px solid; border-radius: 4px }
`;

export function signInPage(reason: string): Response {
  const body = `<main><h1>Sign in to Roundhouse</h1>
<p>${escapeHtml(reason)}</p>
<p>In a terminal on this machine, run</p>
<p><code>roundhouse open</code></p>
<p>It opens this page signed in.</p></main>`;
  const { html, headers } = inlinePage('Sign in · Roundhouse', body, style);
  return new Response(html, { status: 401, headers: { ...headers, 'www-authenticate': 'Bearer realm="roundhouse"' } });
}
