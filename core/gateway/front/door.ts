// Who may speak MCP with the engine: Host, then Origin, then the token, as on every other route. No cookie opens this door: pages have none here.
import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Failure } from '../../../contract/errors.ts';
import type { Surface } from '../../../contract/surface.ts';
import { type AccessRules, bearerOf, type Carrier, checkHost, checkOrigin } from '../../api/access.ts';

export interface Access {
  /** tells the bearers of different tokens apart; never the token itself */
  readonly key: string;
  /** name of the token; null: the engine's own */
  readonly label: string | null;
  /** the one profile that this token opens; undefined: every one */
  readonly profile?: string;
  /** what its client is shown, whatever the profile says */
  readonly surface?: Surface;
}

/** Throws a Failure that says why not. */
export type Door = (request: IncomingMessage, carrier: Carrier) => Access;

export interface DoorOptions {
  rules: AccessRules;
  /** text of `run/token` */
  token: string;
  /** tokens of single clients, by their digest (SHA-256, hex): a look-up by digest tells nothing of the token by its time */
  clientToken?(digest: string): { label: string; profile?: string; surface?: Surface } | null;
}

/** what `Access.key` is for a client's own token */
export const accessKey = (digest: string): string => `token ${digest}`;

const engine: Access = { key: 'engine', label: null };

export function createDoor({ rules, token, clientToken }: DoorOptions): Door {
  const own = Buffer.from(digest(token));
  return ({ headers }, carrier) => {
    checkHost(headers.host ?? null, carrier, rules);
    const source = { get: (name: string) => one(headers[name]) };
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) checkOrigin(source, carrier, false);
    const given = bearerOf(source);
    if (given !== null) {
      const given256 = digest(given);
      if (timingSafeEqual(Buffer.from(given256), own)) return engine;
      const known = clientToken?.(given256);
      if (known) return { ...known, key: accessKey(given256) };
    }
    throw new Failure(
      'unauthorized',
      'This needs the token of the running engine (run/token), or a client’s own that was not revoked, as “Authorization: Bearer …”.',
    );
  };
}

function digest(text: string): string {
  return hash('sha256', text, 'hex');
}

function one(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
