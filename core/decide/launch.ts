// The launch spec: what makes two entries the same server. Read from a layer, expanded, and written in one canonical form.
import type { Launch } from '../../contract/server.ts';
import { canonical } from './canonical.ts';
import { expandMap, expandText, type Lookup } from './expand.ts';
import { type Layer, listAt, mapAt, textAt, valueAt } from './layer.ts';

/** As written: `${…}` still in it. Null when the layer has neither a command nor a URL. */
export function writtenLaunch(layer: Layer, service: boolean): Launch | null {
  const command = listAt(layer, 'command');
  if (command?.[0]) {
    const cwd = textAt(layer, 'cwd');
    return {
      type: service ? 'service' : 'stdio',
      command: command[0],
      args: [...command.slice(1), ...(listAt(layer, 'args') ?? [])],
      env: mapAt(layer, 'env'),
      ...(cwd === undefined ? {} : { cwd }),
    };
  }
  const url = textAt(layer, 'url');
  if (!url) return null;
  return { type: valueAt(layer, 'type') === 'sse' ? 'sse' : 'http', url, headers: mapAt(layer, 'headers') };
}

export function expandLaunch(launch: Launch, lookup: Lookup, missing: Set<string>): Launch {
  if ('url' in launch) {
    return { ...launch, url: expandText(launch.url, lookup, missing), headers: expandMap(launch.headers, lookup, missing) };
  }
  const cwd = launch.cwd === undefined ? undefined : expandText(launch.cwd, lookup, missing);
  return {
    ...launch,
    command: expandText(launch.command, lookup, missing),
    args: launch.args.map((arg) => expandText(arg, lookup, missing)),
    env: expandMap(launch.env, lookup, missing),
    ...(cwd === undefined ? {} : { cwd }),
  };
}

/** Equal text = same server; the order of keys does not count, the order of arguments does. */
export const launchKey = (launch: Launch): string => canonical(launch);

/** One line for lists: not for running. */
export function commandLine(launch: Launch): string {
  if ('url' in launch) return launch.url;
  return [launch.command, ...launch.args].map((word) => (/^[\w@%+=:,./\\${}-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}
