// Which servers a command means.
import { Failure } from '../../contract/errors.ts';
import type { Definition } from '../../contract/server.ts';
import type { Targets } from '../api/engine-api.ts';
import { nearest } from '../decide/nearest.ts';

export function resolveTargets(targets: Targets, definitions: readonly Definition[]): string[] {
  const known = new Map(definitions.map((definition) => [definition.name, definition]));
  const ofKind = (definition: Definition) => targets.kind === undefined || (targets.kind === 'service') === (definition.kind === 'service');
  if (targets.names && targets.names.length > 0) {
    const unknown = targets.names.filter((name) => {
      const definition = known.get(name);
      return !definition || !ofKind(definition);
    });
    const misnamed = unknown.find((name) => known.has(name));
    if (misnamed !== undefined) throw new Failure('unknown-server', otherKindWords(known.get(misnamed)!));
    if (unknown.length > 0) throw new Failure('unknown-server', unknownWords(unknown, [...known.keys()], targets.kind));
    return [...new Set(targets.names)];
  }
  if (targets.group !== undefined) {
    const members = definitions.filter((definition) => definition.groups.includes(targets.group!) && ofKind(definition));
    if (members.length === 0) {
      const groups = [...new Set(definitions.flatMap((definition) => definition.groups))];
      throw new Failure(
        'unknown-server',
        `No group "${targets.group}". ${groups.length > 0 ? `Known groups: ${groups.join(', ')}.` : 'No groups are defined.'}`,
      );
    }
    return members.map((definition) => definition.name);
  }
  return definitions.filter(ofKind).map((definition) => definition.name);
}

function unknownWords(unknown: string[], known: string[], kind: Targets['kind']): string {
  const what = kind ?? 'server';
  const close = unknown.length === 1 ? nearest(unknown[0]!, known) : null;
  const hint = close ? `Did you mean "${close}"?` : known.length > 0 ? `Known: ${known.join(', ')}.` : 'None are defined.';
  return `No ${what} ${unknown.map((name) => `"${name}"`).join(', ')}. ${hint}`;
}

function otherKindWords({ name, kind }: Definition): string {
  return kind === 'service'
    ? `"${name}" is a service, not an MCP server: ask for it with --service ${name}, or by its name alone.`
    : `"${name}" is an MCP server, not a service: ask for it with --server ${name}, or by its name alone.`;
}
