// Which profile a client gets, and how much of its tools it is shown. The address and the token decide; in the stateless generation nothing else does,
// since a list there must not depend on who says to ask. A client that shakes hands may also be known by its name.
import { Failure } from '../../../contract/errors.ts';
import type { Surface } from '../../../contract/surface.ts';
import type { ProfileRules, Router, Topic } from '../gateway.ts';
import type { Access } from './door.ts';

/** What a request says of itself by its address and its credential. */
export interface Entry {
  readonly access: Access;
  /** the profile of the address; null: `/mcp` alone */
  readonly path: string | null;
  /** `?client=` of the address */
  readonly client: string | null;
}

/** `gateway.clients` of the config, for one label */
export interface ClientRule {
  profile?: string;
  surface?: Surface;
}

/** Throws a Failure when there is no such profile, or the token does not open it. `introduced`: the name of a client that has shaken hands. */
export type Choose = (entry: Entry, introduced?: string) => ProfileRules;

export function createChoice(router: Pick<Router, 'profile'>, ruleOf: (label: string) => ClientRule | undefined): Choose {
  const others = new WeakMap<ProfileRules, ProfileRules>();

  function shown(rules: ProfileRules, surface: Surface): ProfileRules {
    if ((rules.surface ?? 'full') === surface) return rules;
    let other = others.get(rules);
    if (!other) {
      other = { ...rules, surface };
      others.set(rules, other);
    }
    return other;
  }

  return ({ access, path, client }, introduced) => {
    let rule = access.label === null ? undefined : ruleOf(access.label);
    if (client !== null) rule ??= ruleOf(client);
    if (introduced !== undefined) rule ??= ruleOf(introduced);
    const name = path ?? access.profile ?? rule?.profile ?? 'default';
    if (access.profile !== undefined && access.profile !== name) {
      throw new Failure(
        'forbidden',
        `This token opens the profile ${access.profile} alone: use /mcp/p/${encodeURIComponent(access.profile)}.`,
      );
    }
    const rules = router.profile(name);
    if (!rules)
      throw new Failure('not-found', `There is no profile ${name}. Profiles are named in roundhouse.yaml, under gateway.profiles.`);
    const surface = access.surface ?? rule?.surface;
    return surface === undefined ? rules : shown(rules, surface);
  };
}

/** What a client has to read again that gets the one instead of the other. Changes within a profile are told by the router. */
export function otherTopics(before: ProfileRules, now: ProfileRules): Topic[] {
  if (before.name !== now.name) return ['tools', 'resources', 'prompts'];
  return (before.surface ?? 'full') === (now.surface ?? 'full') ? [] : ['tools'];
}

/** Requests of one session come by the same address and token. */
export function sameEntry(one: Entry, other: Entry): boolean {
  return one.access.key === other.access.key && placeOf(one) === placeOf(other);
}

const placeOf = ({ path, access }: Entry): string => path ?? access.profile ?? 'default';
