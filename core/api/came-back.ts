// What a browser sees when it comes back from signing in to a remote server: one text, no scripts, nothing loaded, nothing framed.
import { escapeHtml, inlinePage } from './headers.ts';

const style = `
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; overflow-wrap: anywhere }
p { overflow-wrap: anywhere }
`;

/** `server` null: the sign-in is not known here; `reason` null: it worked */
export function cameBackPage({ server, reason }: { server: string | null; reason: string | null }): Response {
  const [title, text] =
    reason === null
      ? [`Signed in to ${server}`, 'Roundhouse starts the server again. You can close this page.']
      : [server === null ? 'Not signed in' : `Not signed in to ${server}`, reason];
  const { html, headers } = inlinePage(
    'Sign-in · Roundhouse',
    `<main><h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(text)}</p></main>`,
    style,
  );
  const allowed = /style-src '[^']+'/.exec(headers['content-security-policy'] ?? '')?.[0] ?? "style-src 'none'";
  const policy = `default-src 'none'; ${allowed}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return new Response(html, { status: reason === null ? 200 : 400, headers: { ...headers, 'content-security-policy': policy } });
}
