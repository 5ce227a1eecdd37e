// What went wrong, as a problem document (RFC 9457) in words.
import type { z } from 'zod';
import { type ErrorCode, Failure, type ProblemDocument, statusOfCode } from '../../contract/errors.ts';
import { apiHeaders } from './headers.ts';

export function problemResponse(failure: Failure, headers: Record<string, string> = {}): Response {
  const document = problemDocumentOf(failure);
  const more = failure.code === 'unauthorized' ? { 'www-authenticate': 'Bearer realm="roundhouse"' } : undefined;
  return new Response(JSON.stringify(document), {
    status: document.status,
    headers: { ...apiHeaders, 'content-type': 'application/problem+json', ...more, ...headers },
  });
}

function problemDocumentOf(failure: Failure): ProblemDocument {
  const { code, message } = failure;
  return { type: `urn:roundhouse:problem:${code}`, title: titleOf(code), status: statusOfCode[code], detail: message, code };
}

function titleOf(code: ErrorCode): string {
  const words = code.replaceAll('-', ' ');
  return words[0]!.toUpperCase() + words.slice(1);
}

export type Where = 'query' | 'body' | 'path';

/** The first thing that does not fit, in words that name it. */
export function explain(error: z.ZodError, where: Where, schema: z.ZodObject): Failure {
  const issue = error.issues[0]!;
  if (issue.code === 'unrecognized_keys') return unknownKey(issue.keys[0]!, where, Object.keys(schema.shape));
  const key = String(issue.path[0] ?? '');
  const place = issue.path.length > 0 ? issue.path.map(String).join('.') : 'The body';
  if (issue.path.length === 0) return new Failure('bad-request', 'The body must be a JSON object.');
  const described = (schema.shape[key] as z.ZodType | undefined)?.description;
  const hint = described ? ` It is: ${described}.` : '';
  return new Failure('bad-request', `The ${kindOf(where)} “${place}” ${wordsOf(issue)}.${hint}`);
}

function wordsOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined') ? 'is missing' : `must be ${article(issue.expected)}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int' ? `must be at least ${issue.minimum}` : 'must not be empty';
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `must be at most ${issue.maximum}`
        : `must not be longer than ${issue.maximum}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      // a pattern says in its own words what fits
      return issue.message.startsWith('is ') ? `does not fit: it ${issue.message}` : 'does not fit';
    case 'custom':
      return `does not fit: it ${issue.message}`;
    default:
      return 'does not fit, or was given more than once';
  }
}

function article(expected: string): string {
  if (expected === 'int') return 'a whole number';
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

function unknownKey(key: string, where: Where, known: string[]): Failure {
  const near = known.find((name) => name.startsWith(key) || key.startsWith(name) || distance(name, key) <= 2);
  if (near) return new Failure('bad-request', `There is no ${kindOf(where)} “${key}” here. Did you mean “${near}”?`);
  const list = known.length > 0 ? `It takes ${known.join(', ')}.` : 'It takes none.';
  return new Failure('bad-request', `There is no ${kindOf(where)} “${key}” here. ${list}`);
}

function kindOf(where: Where): string {
  return where === 'body' ? 'key' : 'parameter';
}

/** edit distance; both words are short */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
