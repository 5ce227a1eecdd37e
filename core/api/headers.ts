// Headers that every answer carries, and the rules that a page runs under.
import { createHash } from 'node:crypto';

const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

export const apiHeaders: Record<string, string> = { ...everywhere, 'cache-control': 'no-store' };

/** The page loads what lies beside it and talks to where it came from; nothing else, and nobody frames it. */
export function pageHeaders(style = "'self'"): Record<string, string> {
  return {
    ...everywhere,
    'cache-control': 'no-cache',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      `style-src ${style}`,
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "manifest-src 'self'",
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  };
}

/** A page that consists of one text with its own style: the style is allowed by its digest. */
export function inlinePage(title: string, body: string, style: string): { html: string; headers: Record<string, string> } {
  const hash = createHash('sha256').update(style).digest('base64');
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title>
<style>${style}</style></head><body>${body}</body></html>
`;
  return {
    html,
    headers: { ...pageHeaders(`'sha256-${hash}'`), 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' },
  };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
