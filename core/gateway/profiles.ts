// What a profile lets its clients see. What they do not see they cannot call either: lists and calls ask the same two questions.
import picomatch from 'picomatch';
import type { ProfileRules } from './gateway.ts';

export interface Profile {
  readonly rules: ProfileRules;
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
  return {
    rules,
    whole: rules.servers === undefined,
    sees,
    allows: (server, tool) => sees(server) && allowed(`${server}.${tool}`) && !denied(`${server}.${tool}`),
  };
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
export function createProfiles(current: () => ProfileRules[]): { get(name: string): Profile | null; all(): Profile[] } {
  let seen: ProfileRules[] | null = null;
  let text = '';
  let compiled = new Map<string, Profile>();
  const refresh = () => {
    const rules = current();
    if (rules === seen) return;
    seen = rules;
    const fresh = JSON.stringify(rules);
    if (fresh === text && compiled.size > 0) return;
    text = fresh;
    compiled = new Map([...builtInProfiles, ...rules].map((one) => [one.name, compileProfile(one)]));
  };
  return {
    get(name) {
      refresh();
      return compiled.get(name) ?? null;
    },
    all() {
      refresh();
      return [...compiled.values()];
    },
  };
}
