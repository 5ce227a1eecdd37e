// Stable codes of everything that can go wrong at a boundary. Problem documents (RFC 9457) carry them as `code`.
import { z } from 'zod';

export const statusOfCode = {
  'bad-request': 400,
  'bad-json': 400,
  unauthorized: 401,
  'foreign-host': 403,
  'foreign-origin': 403,
  forbidden: 403,
  'not-found': 404,
  'unknown-server': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'config-invalid': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'upgrade-required': 426,
  'too-many': 429,
  internal: 500,
  'not-ready': 503,
  'shutting-down': 503,
} as const;
export type ErrorCode = keyof typeof statusOfCode;

export const problemDocument = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
});
export type ProblemDocument = z.infer<typeof problemDocument>;

/** A failure that a person should read: one sentence, and a code for programs. */
export class Failure extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'Failure';
    this.code = code;
  }
}

/** Nobody answered: the engine is gone, or the way to it. */
export class NoContact extends Error {
  readonly code = 'no-contact';
  constructor(detail: string) {
    super(`The engine cannot be reached: ${detail}.`);
    this.name = 'NoContact';
  }
}
