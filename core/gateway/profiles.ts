// What a profile lets its clients see. What they do not see they cannot call either: lists and calls ask the same two questions.
import picomatch from 'picomatch';
import type { Surface } from '../../contract/surface.ts';
import type { ProfileRules } from './gateway.ts';

export interface Profile {
  readonly rules: ProfileRules;
  readonly surface: Surface;
  /** the same rules with everything shown; itself when that is so already */
  readonly full: Profile;
  /** no rule leaves a server out */
  readonly whole: boolean;
  sees(server: string): boolean;
  allows(server: string, tool: string): boolean;
}

export const builtInProfiles: readonly ProfileRules[] = [
  { name: 'default', management: false },
  { name: 'ops', management: true },
];

export function compileProfile(rules: ProfileRules): Profile {
  const sees = anyOf(rules.servers);
  const allowed = anyOf(rules.tools?.allow);
  const denied = rules.tools?.deny?.length ? anyOf(rules.tools.deny) : () => false;
  const common = {
    whole: rules.servers === undefined,
    sees,
    allows: (server: string, tool: string) => sees(server) && allowed(`${server}.${tool}`) && !denied(`${server}.${tool}`),
  };
  const full: Profile = {
    ...common,
    rules: { ...rules, surface: 'full' },
    surface: 'full',
    get full() {
      return full;
    },
  };
  return (rules.surface ?? 'full') === 'full' ? full : { ...common, rules, surface: 'lazy', full };
}

/** No list: everything. An empty list: nothing. */
function anyOf(globs: string[] | undefined): (text: string) => boolean {
  if (globs === undefined) return () => true;
  // bash: a `*` crosses the slashes and dots that names of tools may hold
  const matchers = globs.filter((glob) => glob !== '').map((glob) => picomatch(glob, { dot: true, bash: true }));
  // a name may hold what globs mean something by: it matches itself
  const literal = new Set(globs);
  return (text) => literal.has(text) || matchers.some((matches) => matches(text));
}

/** The profiles in force by name. The rules are asked for each time, and compiled again only when they are other ones. */
export interface Profiles {
  get(name: string): Profile | null;
  /** as a caller has it: with the surface that was chosen for this client */
  of(rules: ProfileRules): Profile | null;
  all(): Profile[];
}

export function createProfiles(current: () => ProfileRules[]): Profiles {
  let seen: ProfileRules[] | null = null;
  let text = '';
  let compiled = new Map<string, Profile>();
  let lazy = new WeakMap<Profile, Profile>();
  const refresh = () => {
    const rules = current();
    if (rules === seen) return;
    seen = rules;
    const fresh = JSON.stringify(rules);
    if (fresh === text && compiled.size > 0) return;
    text = fresh;
    lazy = new WeakMap();
    compiled = new Map([...builtInProfiles, ...rules].map((one) => [one.name, compileProfile(one)]));
  };
  return {
    get(name) {
      refresh();
      return compiled.get(name) ?? null;
    },
    of({ name, surface }) {
      refresh();
      const profile = compiled.get(name) ?? null;
      if (profile === null || surface === undefined || surface === profile.surface) return profile;
      if (surface === 'full') return profile.full;
      let other = lazy.get(profile);
      if (!other) {
        other = { ...profile, rules: { ...profile.rules, surface }, surface, full: profile.full };
        lazy.set(profile, other);
      }
      return other;
    },
    all() {
      refresh();
      return [...compiled.values()];
    },
  };
}
