// What a person would call a browser, by how it calls itself.
const known: readonly [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\b(Headless)?Chrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: readonly [RegExp, string][] = [
  [/\bWindows\b/, 'Windows'],
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

const first = (list: readonly [RegExp, string][], agent: string): string | null => list.find(([sign]) => sign.test(agent))?.[1] ?? null;

/** null: it does not say, or nobody knows it */
export function browserName(agent: string | null): { browser: string; system: string | null } | null {
  const browser = agent === null ? null : first(known, agent);
  return browser === null ? null : { browser, system: first(systems, agent!) };
}
