// The tokens of two style sheets, whatever the way in which each says its themes.

export type Tokens = Map<string, { light: string; dark: string }>;

/** however it is written: `11px / 16px` as `11px/16px`, `0.50` as `.5` */
const plain = (value: string) =>
  value
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\s?([/,()])\s?/g, '$1')
    .replaceAll(/\b0\./g, '.')
    .replaceAll(/(\.\d*?)0+\b/g, '$1')
    .trim();

/** ours: one value that carries both themes; theirs: a rule per theme */
export function tokensOf(css: string): Tokens {
  const tokens: Tokens = new Map();
  const text = css.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  // what holds only for more contrast or less motion comes after the first media query
  const usual = text.split('@media')[0]!;
  for (const [, selector = '', body = ''] of usual.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const isDark = selector.includes('dark');
    for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+)\s*:\s*([^;]+);/g)) {
      const before = tokens.get(name);
      tokens.set(name, {
        light: isDark ? (before?.light ?? '') : plain(themed(value, 0)),
        dark: isDark || !before ? plain(themed(value, 1)) : before.dark,
      });
    }
  }
  return tokens;
}

/** `light-dark(a, b)`, also within a longer value */
function themed(value: string, which: 0 | 1): string {
  const at = value.indexOf('light-dark(');
  if (at < 0) return value;
  let depth = 0;
  let comma = -1;
  const from = at + 'light-dark('.length;
  for (let end = from; end < value.length; end++) {
    const letter = value[end];
    if (letter === '(') depth++;
    if (letter === ',' && depth === 0 && comma < 0) comma = end;
    if (letter !== ')') continue;
    if (depth-- > 0) continue;
    const chosen = which === 0 ? value.slice(from, comma) : value.slice(comma + 1, end);
    return themed(value.slice(0, at) + chosen.trim() + value.slice(end + 1), which);
  }
  return value;
}

export function tokenDifferences(ours: Tokens, drawn: Tokens): string[] {
  return [...drawn].flatMap(([name, value]) => {
    const own = ours.get(name);
    if (!own) return [`${name} is missing`];
    return (['light', 'dark'] as const)
      .filter((theme) => own[theme] !== value[theme])
      .map((theme) => `${name}, ${theme}: drawn ${value[theme]}, ours ${own[theme]}`);
  });
}
