// Which server has a resource, when clients name it by a URI: by the lists, by the mount that stands before it, by a template, or by its kin.
import type { Upstreams } from './gateway.ts';
import type { Lists, Route } from './lists.ts';
import type { Profile } from './profiles.ts';
import { matched, mounted, schemeOf, unmount } from './uris.ts';

export function findResource(uri: string, profile: Profile, lists: Lists, upstreams: Upstreams): Route | null {
  const listed = lists.route(profile, 'resources', uri);
  if (listed) return listed;
  const visible = lists.servers.filter((server) => profile.sees(server));
  const named = unmount(uri, visible);
  if (named) return named;
  let best: Route | null = null;
  let longest = 0;
  for (const [template, { server }] of lists.routes(profile, 'templates')) {
    const length = matched(template, uri);
    if (length > longest) [best, longest] = [{ server, own: uri }, length];
  }
  if (best) return best;
  const kin = nearestKin(uri, visible, lists) ?? onlyOne(visible, upstreams);
  return kin === null ? null : { server: kin, own: uri };
}

/** The template, kept back until somebody approves it, that a URI belongs to; null when one that is offered fits as well. */
export function refusedTemplate(uri: string, profile: Profile, lists: Lists): string | null {
  const refused = lists.allRefused(profile, 'templates');
  if (refused.size === 0) return null;
  const longest = Math.max(0, ...[...lists.routes(profile, 'templates').keys()].map((template) => matched(template, uri)));
  for (const template of refused.keys()) if (matched(template, uri) >= longest && matched(template, uri) > 0) return template;
  return null;
}

/** Of those that have resources of this scheme, the one that has something closest by: not every resource stands in a list. */
function nearestKin(uri: string, servers: readonly string[], lists: Lists): string | null {
  const scheme = schemeOf(uri);
  let [best, longest] = [null as string | null, -1];
  for (const server of servers) {
    const shelf = lists.shelf(server);
    for (const item of [...(shelf?.list('resources') ?? []), ...(shelf?.list('templates') ?? [])]) {
      const other = String(item.uri ?? item.uriTemplate);
      if (scheme === null || schemeOf(other) !== scheme) continue;
      const common = commonStart(uri, other);
      if (common > longest) [best, longest] = [server, common];
    }
  }
  return best;
}

function onlyOne(servers: readonly string[], upstreams: Upstreams): string | null {
  const having = servers.filter((server) => {
    const upstream = upstreams.get(server);
    return (upstream?.link ?? upstream?.slept)?.capabilities.resources !== undefined;
  });
  return having.length === 1 ? having[0]! : null;
}

function commonStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  return at;
}

/**
 * URIs in what a server says, as clients see them. Only for servers some of whose URIs have a mount before them: then a link in a result
 * must lead to this server, and not to the one that keeps the plain URI.
 */
export function outwardUris(result: unknown, server: string, lists: Lists, said?: { own: string; uri: string }): unknown {
  if (typeof result !== 'object' || result === null) return result;
  const outward = (uri: string) => {
    if (said?.own === uri) return said.uri;
    return lists.isListed(server, uri) ? lists.outward(server, uri) : mounted(server, uri);
  };
  const { content, contents, messages } = result as Record<string, unknown>;
  const changed: Record<string, unknown> = {};
  if (Array.isArray(content)) changed.content = content.map((block) => blockOutward(block, outward));
  if (Array.isArray(contents)) changed.contents = contents.map((one) => withUri(one, outward));
  if (Array.isArray(messages)) {
    changed.messages = messages.map((message) =>
      isObject(message) ? { ...message, content: blockOutward(message.content, outward) } : message,
    );
  }
  return { ...result, ...changed };
}

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function blockOutward(block: unknown, outward: (uri: string) => string): unknown {
  if (!isObject(block)) return block;
  if (block.type === 'resource_link') return withUri(block, outward);
  return block.type === 'resource' ? { ...block, resource: withUri(block.resource, outward) } : block;
}

function withUri(one: unknown, outward: (uri: string) => string): unknown {
  return isObject(one) && typeof one.uri === 'string' ? { ...one, uri: outward(one.uri) } : one;
}
