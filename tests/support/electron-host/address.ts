// Chromium cannot navigate a scheme of the app's own, so each host name of such a scheme has an origin on loopback:
// app://roundhouse/a and http://roundhouse.app.localhost:PORT/a are the same page. The app sees the former only.
const schemes = new Set<string>();
let port = 0;

export function knowScheme(scheme: string): void {
  schemes.add(scheme);
}
export function knowPort(now: number): void {
  port = now;
}
export const isCustom = (url: string): boolean => schemes.has(schemeOf(url));
const schemeOf = (url: string): string => /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';

export function toLoopback(url: string): string {
  if (!isCustom(url)) return url;
  const [, scheme, hostname, rest] = /^([^:]+):\/\/([^/?#]*)(.*)$/.exec(url) ?? [];
  return scheme ? `http://${hostname}.${scheme.toLowerCase()}.localhost:${port}${rest}` : url;
}

/** In any text: a URL, a header, a policy. */
export function fromLoopback(text: string): string {
  return text.replace(/http:\/\/([\w.-]*)\.([\w+-]+)\.localhost:(\d+)/g, (all, hostname: string, scheme: string, at: string) =>
    Number(at) === port && schemes.has(scheme) ? `${scheme}://${hostname}` : all,
  );
}

/** In a response's header, which may name an origin of the scheme, or the scheme as a whole (`app:`). */
export function headerToLoopback(text: string): string {
  let mapped = text;
  for (const scheme of schemes) {
    mapped = mapped
      .replaceAll(
        new RegExp(`(?<![\\w.+-])${scheme}://([\\w.-]+)`, 'g'),
        (_, hostname: string) => `http://${hostname}.${scheme}.localhost:${port}`,
      )
      .replaceAll(new RegExp(`(?<![\\w.+-])${scheme}:(?!//)(?=[\\s;,]|$)`, 'g'), `http://*.${scheme}.localhost:${port}`);
  }
  return mapped;
}
