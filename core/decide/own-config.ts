// The own config file: its keys, what they may hold, and how it is taken apart into settings, servers and services.
import { isolations } from '../../contract/server.ts';
import { pinModes } from '../../contract/trust.ts';
import {
  anything,
  atMost,
  type Check,
  type Complaint,
  complaints,
  duration,
  filledText,
  httpsDocument,
  list,
  moreThanNothing,
  named,
  numberFrom,
  oneOf,
  oneOrMore,
  section,
  size,
  text,
  word,
  wordOr,
  yesOrNo,
} from './config-check.ts';
import { gatewayCheck } from './gateway-config.ts';
import { flatten, type Layer } from './layer.ts';
import { child, type Place, type Tree, toPlain } from './tree.ts';
import { parseDuration, parseSize } from './units.ts';

export const knownClients = ['mcp-json', 'claude-code', 'claude-desktop', 'cursor', 'vscode', 'project'] as const;

const restart = section({
  policy: oneOf(['always', 'on-failure', 'never']),
  max: wordOr(['unlimited'], numberFrom(0, Number.MAX_SAFE_INTEGER, true)),
  backoff: section({
    initial: duration,
    factor: numberFrom(1, 1000),
    max: duration,
    jitter: numberFrom(0, 1),
  }),
  resetAfter: duration,
});
const healthKeys = { interval: duration, timeout: duration, failures: numberFrom(1, 1_000_000, true) };
const limits = section({ cpu: numberFrom(0, Number.POSITIVE_INFINITY), memory: size, action: oneOf(['warn', 'restart']) });
const stop = section({ grace: duration });
const start = section({ timeout: duration });
const isolation = oneOf([...isolations]);
const pin = oneOf(pinModes);
const idle = wordOr(['never'], duration);
const calls = section({
  timeout: wordOr(['never'], moreThanNothing(duration, parseDuration)),
  concurrency: numberFrom(1, 100_000, true),
  maxResult: atMost('32MiB', 'which is what one message may have', moreThanNothing(size, parseSize)),
});
const port = numberFrom(1, 65535, true);

const common = {
  description: text,
  enabled: yesOrNo,
  autostart: yesOrNo,
  group: oneOrMore(filledText),
  dependsOn: oneOrMore(filledText),
  watch: oneOrMore(filledText),
  restart,
  limits,
  stop,
  start,
  command: oneOrMore(filledText),
  args: list(word),
  cwd: filledText,
  env: named(word),
};
const oauth = section({
  clientId: filledText,
  clientSecret: filledText,
  scope: filledText,
  clientMetadataUrl: httpsDocument,
});
const server = section({
  ...common,
  oauth,
  pin,
  health: section(healthKeys),
  url: filledText,
  type: oneOf(['stdio', 'http', 'sse', 'streamable-http']),
  idle,
  calls,
  isolation,
  headers: named(word),
});
const service = section({
  ...common,
  health: section({ ...healthKeys, http: filledText }),
  port: wordOr(['auto'], port),
});

function nameComplaint(name: string): string | null {
  if (name === '') return 'a name must not be empty';
  if (name.length > 128) return 'a name must not be longer than 128 characters';
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(name)) return `the name ${JSON.stringify(name)} holds characters that cannot be shown`;
  // in an address both mean a way through its path
  if (name === '.' || name === '..') return `the name ${JSON.stringify(name)} cannot be part of an address`;
  if (name === 'roundhouse') return 'the name "roundhouse" is taken by the engine itself';
  return null;
}
/** Why an entry of this name cannot be listed, wherever it comes from. `roundhouse` is renamed there, not refused. */
export const unusableName = (name: string): string | null => (name === 'roundhouse' ? null : nameComplaint(name));

const shape: Check = section({
  version: numberFrom(1, 1, true),
  sources: section({ ...Object.fromEntries(knownClients.map((client) => [client, yesOrNo])), projects: list(filledText) }),
  trust: oneOf(['auto', 'ask']),
  defaults: section({ restart, health: section(healthKeys), limits, stop, start, idle, isolation, pin, calls, oauth }),
  http: section({ host: filledText, port: numberFrom(0, 65535, true), allowedHosts: list(filledText) }),
  logs: section({ maxSize: size, keep: numberFrom(0, 1000, true) }),
  groups: named(oneOrMore(filledText)),
  servers: named(server, nameComplaint),
  services: named(service, nameComplaint),
  gateway: gatewayCheck,
  events: anything,
  workflows: anything,
  alerts: anything,
  hooks: anything,
  registry: anything,
  containers: anything,
});

export interface OwnEntry {
  section: 'servers' | 'services';
  name: string;
  at: Place;
  layer: Layer;
}
export interface OwnConfig {
  file: string;
  /** relative folders and watch patterns are meant from here */
  folder: string;
  /** everything but servers and services */
  settings: Layer;
  entries: OwnEntry[];
}

export function readOwnConfig(tree: Tree, file: string, folder: string): { config: OwnConfig } | { complaints: Complaint[] } {
  const found = [...complaints(tree, shape), ...crossChecks(tree)];
  if (found.length > 0) return { complaints: found };
  const rest: Tree =
    tree.kind === 'map' ? { ...tree, pairs: tree.pairs.filter(({ key }) => key !== 'servers' && key !== 'services') } : tree;
  const entries = (['servers', 'services'] as const).flatMap((name) =>
    pairsOf(child(tree, name)).map((pair) => ({
      section: name,
      name: pair.key,
      at: pair.keyAt,
      layer: pair.value.kind === 'map' ? flatten(pair.value, file) : new Map(),
    })),
  );
  return { config: { file, folder, settings: rest.kind === 'map' ? flatten(rest, file) : new Map(), entries } };
}

const pairsOf = (tree: Tree | undefined) => (tree?.kind === 'map' ? tree.pairs : []);

/** What one key alone cannot tell. */
function crossChecks(tree: Tree): Complaint[] {
  const found: Complaint[] = [];
  const servers = new Set(pairsOf(child(tree, 'servers')).map((pair) => pair.key));
  for (const pair of pairsOf(child(tree, 'services'))) {
    if (servers.has(pair.key)) {
      found.push({ at: pair.keyAt, message: `"${pair.key}" is a server and a service`, next: 'Give one of them another name.' });
    }
    if (pair.value.kind === 'map' && child(pair.value, 'command')) continue;
    found.push({ at: pair.keyAt, message: `the service "${pair.key}" has no command`, next: 'Add one: command: [python3, app.py]' });
  }
  for (const pair of pairsOf(child(tree, 'servers'))) {
    if (!child(pair.value, 'command') || !child(pair.value, 'url')) continue;
    found.push({ at: pair.keyAt, message: `the server "${pair.key}" has a command and a url`, next: 'Keep the one that is meant.' });
  }
  const http = child(tree, 'http');
  const host = child(http, 'host');
  const allowed = child(http, 'allowedHosts');
  const open = host?.kind === 'scalar' && typeof host.value === 'string' && !isLoopback(host.value);
  if (open && !(allowed?.kind === 'list' && allowed.items.length > 0)) {
    const message = `"http.host" ${JSON.stringify(toPlain(host))} can be reached from other machines, so "http.allowedHosts" is required`;
    found.push({ at: host.at, message, next: 'List the host names that browsers may use, for example allowedHosts: [box.local].' });
  }
  return found;
}

export function isLoopback(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(bare);
}
