// `${VAR}` and `${VAR:-default}`, as Claude Code documents them: replaced once, never again in what they were replaced with. A variable
// that is not set and has no default stays as it is written (so does Claude Code), and is reported.

/** null: the reference stays as it is written, for whoever replaces it later */
export type Lookup = (name: string) => string | null | undefined;

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

export function expandText(text: string, lookup: Lookup, missing: Set<string>): string {
  if (!text.includes('${')) return text;
  return text.replaceAll(reference, (whole, name: string, fallback: string | undefined) => {
    const known = lookup(name);
    if (known === null) return whole;
    const value = known ?? fallback;
    if (value !== undefined) return value;
    missing.add(name);
    return whole;
  });
}

export function expandMap(values: Record<string, string>, lookup: Lookup, missing: Set<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, expandText(value, lookup, missing)]));
}
