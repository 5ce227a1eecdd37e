// One route of the HTTP API as data. The server, the OpenAPI document, the typed client and the management tools are made
// from the same table, so that they cannot disagree.
import { z } from 'zod';
import { durationMs, momentOf } from '../moment.ts';

export type Shape = Readonly<Record<string, z.ZodType>>;
export type NoShape = Readonly<Record<never, never>>;
export type Method = 'GET' | 'POST' | 'DELETE';
export type Media = 'application/json' | 'text/plain' | 'text/html' | 'text/event-stream' | 'websocket';
/** `open`: anybody who can reach the port. `code`: a one-time code in the query. `token`: a token or a session. */
export type Access = 'open' | 'code' | 'token';
export type Area = 'servers' | 'engine' | 'logs' | 'events' | 'alerts' | 'config' | 'gateway' | 'access' | 'documentation';

export interface Route<P extends Shape = Shape, Q extends Shape = Shape, B extends Shape = Shape, A extends z.ZodType = z.ZodType> {
  method: Method;
  /** `{name}` marks a percent-encoded segment */
  path: string;
  area: Area;
  summary: string;
  params: z.ZodObject<P>;
  query: z.ZodObject<Q>;
  /** null: takes no body */
  body: z.ZodObject<B> | null;
  answer: A;
  status: number;
  /** other good statuses, with when they are answered */
  also: Record<number, string>;
  media: Media;
  access: Access;
}

interface RouteSpec<P extends Shape, Q extends Shape, B extends Shape, A extends z.ZodType> {
  method: Method;
  path: string;
  area: Area;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  answer: A;
  status?: number;
  also?: Record<number, string>;
  media?: Media;
  access?: Access;
  /** other parameters than these may come along: whoever sends them is no program of ours */
  loose?: boolean;
}

export function route<A extends z.ZodType, P extends Shape = NoShape, Q extends Shape = NoShape, B extends Shape = NoShape>(
  spec: RouteSpec<P, Q, B, A>,
): Route<P, Q, B, A> {
  return {
    method: spec.method,
    path: spec.path,
    area: spec.area,
    summary: spec.summary,
    params: z.strictObject(spec.params ?? ({} as P)),
    query: (spec.loose ? z.object : z.strictObject)(spec.query ?? ({} as Q)),
    body: spec.body ? z.strictObject(spec.body) : null,
    answer: spec.answer,
    status: spec.status ?? 200,
    also: spec.also ?? {},
    media: spec.media ?? 'application/json',
    access: spec.access ?? 'token',
  };
}

// --- what queries are made of: text on the wire, values in the program ------------------------------------------------

export const wholeNumber = (min: number, max: number) => z.coerce.number<number | string>().int().min(min).max(max);

/** `1` or `0` */
export const flag = () =>
  z.union([z.boolean(), z.enum(['0', '1', 'true', 'false'])]).transform((value) => value === true || value === '1' || value === 'true');

/** May be given several times. A single one may hold several names between commas; a name with a comma is given twice. */
export const several = () =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (typeof value === 'string' ? value.split(',').filter((part) => part !== '') : value));

export const moment = () =>
  z.string().refine((text) => momentOf(text, new Date()) !== null, 'is a time such as 2026-11-21T08:00:00Z, or an age such as 10m');

/** `since` of events: the number of one, or as for everything else a time or an age */
export const eventOrMoment = () => z.union([wholeNumber(0, Number.MAX_SAFE_INTEGER), moment()]);

export const duration = () => z.string().refine((text) => (durationMs(text) ?? 0) > 0, 'is a duration such as 15m or 1h30m');

export const serverName = { name: z.string().min(1).describe('name of the server, percent-encoded') };
