// roundhouse:// links, as anybody on this machine or any web page may send them: all that they can do is to lead to a place in the window.

const scheme = 'roundhouse:';
const mostLetters = 2000;

/** the pages of the window; a test holds them to the page's own list */
export const linkedPages: readonly string[] = [
  'overview',
  'logs',
  'events',
  'alerts',
  'gateway',
  'dependencies',
  'server',
  'settings',
  'onboarding',
];

/** The place in the window that is meant, as what follows `#/`; null: it is none of ours. */
export function placeOfLink(text: string): string | null {
  if (text.length > mostLetters) return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  if (url.protocol !== scheme || url.username !== '' || url.password !== '' || url.port !== '') return null;
  // `roundhouse://logs` and `roundhouse:logs` are one place; Windows appends a slash
  const [page = '', ...rest] = `${url.host}/${url.pathname}`.split('/').filter((part) => part !== '');
  if (page === '') return '';
  if (!linkedPages.includes(page) || rest.some((part) => part === '.' || part === '..')) return null;
  return `${[page, ...rest].join('/')}${url.search}`;
}

/** The link that `placeOfLink` leads to this place. */
export const linkTo = (place: string): string => `${scheme}//${place}`;

/** Among what the system hands to a program that it starts. */
export const linkIn = (argv: readonly string[]): string | null => argv.find((each) => each.toLowerCase().startsWith(scheme)) ?? null;
