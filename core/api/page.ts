// The dashboard's files. Only what was found in the folder is ever served, so no path can lead out of it.
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { inlinePage, pageHeaders } from './headers.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** The page finds its way by what follows the `#`: it has one address. */
export function isPagePath(path: string): boolean {
  return path === '/';
}

/** null: no such file. `draw` answers what the page shows before its program runs; null: what the build has drawn. */
export function createPage(
  folder: string | null,
  draw: () => Promise<string | null> = async () => null,
): (path: string) => Promise<Response | null> {
  let files = new Map<string, string>();
  async function find(path: string): Promise<string | undefined> {
    if (folder === null) return undefined;
    if (!files.has(path)) files = await list(folder);
    return files.get(path);
  }
  return async (path) => {
    const isPage = isPagePath(path);
    const file = await find(isPage ? '/index.html' : path);
    if (!file) return isPage ? notBuilt() : null;
    const type = types[extname(file)] ?? 'application/octet-stream';
    // the build puts a digest of the content into the names of what lies in assets/
    const kept = /^\/assets\/.+[-.][\w-]{8,}\.\w+$/.test(path) ? { 'cache-control': 'private, max-age=31536000, immutable' } : undefined;
    const headers = { ...pageHeaders(), ...kept, 'content-type': type };
    if (!isPage) return new Response(await readFile(file), { headers });
    const html = await readFile(file, 'utf8');
    const drawn = place.test(html) ? await draw() : null;
    if (drawn === null) return new Response(html, { headers });
    // it holds what only this reader may see
    return new Response(
      html.replace(place, () => drawn),
      { headers: { ...headers, 'cache-control': 'no-store' } },
    );
  };
}

/** where it goes in the built page, in which the build has put the frame without servers */
const place = /(?<=<!--drawn-->).*(?=<!--\/drawn-->)/s;

async function list(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [`/${relative(folder, file).split(sep).join('/')}`, file]));
}

function notBuilt(): Response {
  const { html, headers } = inlinePage('Roundhouse', '<p>The dashboard is not built. Run <code>npm run build</code>, then reload.</p>', '');
  return new Response(html, { status: 503, headers });
}
