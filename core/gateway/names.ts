// The names that clients see: `server__tool`, in the alphabet and the length that every client takes. Pure, and a function of what is known
// alone, so that a name means the same in every profile and after every start. Names are found again by table, never by taking them apart:
// a server may well be called `a__b`.
import { createHash } from 'node:crypto';
import { isLegalToolName, longestToolName } from '../decide/tool-names.ts';

const HASH_STEP = 8;
/** 48 hexadecimal digits: who gets so far is told apart */
const LAST_LEVEL = 6;
const separator = '__';
const illegal = /[^A-Za-z0-9_\-./]/gu;

/** What one server calls its own. */
export interface Offer {
  server: string;
  /** '' leaves the names as they are */
  prefix: string;
  names: readonly string[];
  /** those that a person gave: own name → name. Nobody takes them away */
  given?: ReadonlyMap<string, string>;
}

/** server → its own name → the name that clients see */
export type NameTable = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface Claim {
  server: string;
  prefix: string;
  own: string;
  /** 0: the plain name; n: with a hash of n × 8 digits */
  level: number;
  name: string;
}

/**
 * A plain name that is too long or illegal is shortened and gets a hash. A name that two could mean is given to neither of them: both get
 * their hash, so that nobody ever calls the one and reaches the other, and no server can take the name of another one's tool.
 */
export function nameAll(offers: readonly Offer[], isReserved: (name: string) => boolean = () => false): NameTable {
  const claims = offers.flatMap(({ server, prefix, names, given }) =>
    [...new Set(names)].map((own): Claim => {
      const name = given?.get(own);
      if (name !== undefined) return { server, prefix, own, level: LAST_LEVEL, name };
      return claimAt({ server, prefix, own, level: 0, name: '' }, 0);
    }),
  );
  while (raiseContested(claims, isReserved));
  const table = new Map<string, Map<string, string>>(offers.map(({ server }) => [server, new Map()]));
  for (const { server, own, name } of claims) table.get(server)!.set(own, name);
  return table;
}

/** True when some had to take a longer name, which may be contested again. */
function raiseContested(claims: Claim[], isReserved: (name: string) => boolean): boolean {
  const first = new Map<string, Claim>();
  const contested = new Set<Claim>();
  for (const claim of claims) {
    const other = first.get(claim.name);
    if (other) contested.add(other).add(claim);
    else first.set(claim.name, claim);
    if (isReserved(claim.name)) contested.add(claim);
  }
  let raised = false;
  for (const claim of contested) {
    if (claim.level === LAST_LEVEL) continue;
    claimAt(claim, claim.level + 1);
    raised = true;
  }
  return raised;
}

function claimAt(claim: Claim, level: number): Claim {
  const { server, prefix, own } = claim;
  if (level === 0) {
    const plain = join(prefix, own);
    if (own !== '' && isLegalToolName(plain)) return Object.assign(claim, { level, name: plain });
  }
  const digits = Math.max(1, level) * HASH_STEP;
  const hash = createHash('sha256')
    .update(JSON.stringify([server, own]))
    .digest('hex')
    .slice(0, digits);
  return Object.assign(claim, { level: Math.max(1, level), name: `${shortened(prefix, own, longestToolName - 1 - digits)}_${hash}` });
}

/** Could a name be one of this prefix? For servers whose tools are not known yet. */
export function mayBelong(name: string, prefix: string): boolean {
  // a long prefix is cut to this when its tool needs the room
  const start = join(prefix.replace(illegal, '_'), '').slice(0, Math.floor((longestToolName - 1 - HASH_STEP) / 3));
  return name.startsWith(start);
}

const join = (prefix: string, own: string) => (prefix === '' ? own : prefix + separator + own);

/** Both parts stay recognisable: a long server name leaves two thirds of the room to the tool. */
function shortened(prefix: string, own: string, room: number): string {
  const [server, tool] = [prefix.replace(illegal, '_'), own.replace(illegal, '_')];
  const whole = join(server, tool);
  if (whole.length <= room) return whole;
  const start = server.slice(0, Math.max(Math.floor(room / 3), room - separator.length - tool.length));
  return join(start, tool).slice(0, room);
}
