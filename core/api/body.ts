// Reads what a request brings, within bounds.
import { z } from 'zod';
import { Failure } from '../../contract/errors.ts';
import { explain } from './problem.ts';

const mostBytes = 1024 * 1024;

const nothing = z.strictObject({});

/** `schema` null: nothing is expected, and an empty object does no harm. */
export async function parseBody(request: Request, schema: z.ZodObject | null): Promise<Record<string, unknown>> {
  const parsed = (schema ?? nothing).safeParse(await readBody(request));
  if (!parsed.success) throw explain(parsed.error, 'body', schema ?? nothing);
  return parsed.data;
}

/** The JSON of the body; `{}` when there is none. */
async function readBody(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type');
  if (type !== null && !/^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(type)) {
    throw new Failure('unsupported-media-type', `The body must be application/json, not ${type.split(';')[0]}.`);
  }
  const coding = request.headers.get('content-encoding');
  if (coding !== null && coding.toLowerCase() !== 'identity') {
    throw new Failure('unsupported-media-type', 'The body must not be compressed.');
  }
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge();
  const bytes = await readBytes(request);
  if (bytes.length === 0) return {};
  if (type === null) throw new Failure('unsupported-media-type', 'The body has no type: send it as Content-Type: application/json.');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Failure('bad-json', `The body is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function readBytes(request: Request): Promise<Buffer> {
  if (!request.body) return Buffer.alloc(0);
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Failure('bad-request', 'The body ended before it was whole.');
    });
    if (done) return Buffer.concat(chunks);
    length += value.length;
    if (length > mostBytes) {
      // what else comes is not wanted; a failure to say so changes nothing
      reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
    chunks.push(value);
  }
}

function tooLarge(): Failure {
  return new Failure('too-large', 'The body is larger than 1 MiB.');
}

/** An empty value (`?since=`) counts as left out. */
export function parseQuery<Q extends z.ZodObject>(url: URL, schema: Q): z.output<Q> {
  const given: Record<string, string | string[]> = Object.create(null);
  for (const key of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(key).filter((value) => value !== '');
    if (values.length === 1) given[key] = values[0]!;
    else if (values.length > 1) given[key] = values;
    else if (!(key in schema.shape)) given[key] = '';
  }
  const parsed = schema.safeParse({ ...given });
  if (!parsed.success) throw explain(parsed.error, 'query', schema);
  return parsed.data;
}
