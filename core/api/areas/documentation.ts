// The API described: as an OpenAPI document, and as a page made from the same.
import type { documentationRoutes } from '../../../contract/routes/access.ts';
import type { Answers } from '../answers.ts';
import type { EngineApi } from '../engine-api.ts';
import { escapeHtml, inlinePage } from '../headers.ts';

interface Described {
  summary: string;
  tags: string[];
  parameters?: { name: string; in: string; required: boolean; description?: string }[];
  requestBody?: { content: Record<string, { schema: { properties?: Record<string, { description?: string }>; required?: string[] } }> };
  security?: unknown[];
}

export function documentationAnswers(engine: EngineApi): Answers<keyof typeof documentationRoutes> {
  // the schemas of the whole API are turned into a document only when somebody asks for it
  const document = async () => {
    const { openApiDocument } = await import('../../../contract/routes/openapi.ts');
    const { version, url } = engine.engine();
    return openApiDocument({ version, url });
  };
  return {
    openapi: document,
    async docs() {
      const { paths } = (await document()) as { paths: Record<string, Record<string, Described>> };
      const { html, headers } = inlinePage('API · Roundhouse', page(paths), style);
      return new Response(html, { headers });
    },
  };
}

function page(paths: Record<string, Record<string, Described>>): string {
  const byArea = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, route] of Object.entries(methods)) {
      const area = route.tags[0]!;
      byArea.set(area, [...(byArea.get(area) ?? []), entry(method.toUpperCase(), path, route)]);
    }
  }
  const areas = [...byArea].map(([area, entries]) => `<section><h2>${escapeHtml(area)}</h2>${entries.join('\n')}</section>`);
  return `<main><h1>Roundhouse API</h1>
<p>Send the text of <code>run/token</code> as <code>Authorization: Bearer …</code>. Errors are problem documents with a stable
<code>code</code>. The same as an <a href="/api/v1/openapi.json">OpenAPI 3.1 document</a>.</p>
${areas.join('\n')}</main>`;
}

function entry(method: string, path: string, route: Described): string {
  const fields = route.requestBody?.content['application/json']?.schema;
  const rows = [
    ...(route.parameters ?? []).map((given) => row(given.name, given.in, given.required, given.description)),
    ...Object.entries(fields?.properties ?? {}).map(([name, { description }]) =>
      row(name, 'body', fields?.required?.includes(name) ?? false, description),
    ),
  ];
  const open = route.security ? ' <small>needs no token</small>' : '';
  return `<article><h3><b>${method}</b> <code>${escapeHtml(path)}</code></h3><p>${escapeHtml(route.summary)}${open}</p>${
    rows.length > 0 ? `<dl>${rows.join('')}</dl>` : ''
  }</article>`;
}

function row(name: string, where: string, required: boolean, description = ''): string {
  return `<dt><code>${escapeHtml(name)}</code> <small>${where}${required ? ', required' : ''}</small></dt><dd>${escapeHtml(description)}</dd>`;
}

const style = `
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 3rem auto; padding: 0 1.5rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; text-transform: capitalize }
h3 { font-size: 1rem; font-weight: 400; margin: 1.25rem 0 0 } p { margin: .15rem 0 }
code { font: .95em ui-monospace, monospace } small { opacity: .75 }
dl { margin: .25rem 0 0 1rem; display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem } dd { margin: 0 }
`;
