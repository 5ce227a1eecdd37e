import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../core/catalog/yaml-tree.ts';
import { nearest } from '../../core/decide/nearest.ts';
import { readOwnConfig } from '../../core/decide/own-config.ts';
import { parseDuration, parseSize } from '../../core/decide/units.ts';

async function complaintsOf(text: string) {
  const parsed = await parseYaml(text);
  const read = 'tree' in parsed ? readOwnConfig(parsed.tree, '/x.yaml', '/') : parsed;
  return 'complaints' in read
    ? read.complaints.map(({ at, message, next }) => `${at.line}:${at.column} ${message}${next ? ` | ${next}` : ''}`)
    : [];
}

describe('what the own config may hold', () => {
  it('takes the whole example of the guide', async () => {
    const text = `
version: 1
sources: { mcp-json: true, claude-desktop: true, claude-code: true, project: false, projects: [../a] }
trust: ask
defaults:
  restart: { policy: on-failure, max: unlimited, backoff: { initial: 0s, factor: 2, max: 60s, jitter: 0.2 }, resetAfter: 10m }
  health:  { interval: 10s, timeout: 5s, failures: 3 }
  limits:  { cpu: 90, memory: 1GiB, action: warn }
  stop:    { grace: 4s }
  start:   { timeout: 120s }
  calls:   { timeout: 5m, concurrency: 8, maxResult: 4MiB }
http: { host: 127.0.0.1, port: 4747, allowedHosts: [] }
logs: { maxSize: 10MiB, keep: 5 }
groups: { web: [socketio_server, dashboard], one: dashboard }
servers:
  filesystem: { autostart: true, restart: { policy: always } }
  my-http:    { url: "http://127.0.0.1:9000/mcp", headers: { Authorization: "Bearer \${TOKEN}" } }
  empty:
services:
  dashboard:
    description: Development dashboard
    command: [python3, dashboard.py]
    cwd: ./packages/dashboard
    env: { NODE_ENV: development, N: 7 }
    port: auto
    health: { http: "http://localhost:8080/health", interval: 5s }
    dependsOn: [mcp_server]
    group: web
    watch: ["packages/dashboard/**/*.py"]
gateway:  { profiles: { work: { servers: [github], tools: { deny: ["github.delete_*"] } } } }
events:   { bus: { redis: { url: "\${REDIS_URL}" } } }
workflows: { dir: ./workflows, engine: embedded }
alerts:   { desktop: true, webhooks: [{ url: "http://x", on: [server.crashed] }] }
`;
    expect(await complaintsOf(text)).toEqual([]);
    expect(await complaintsOf('')).toEqual([]);
    expect(await complaintsOf('# nothing\n')).toEqual([]);
  });

  it.each([
    [
      'servers: { a: { command: x, calls: { timeout: 30 } } }',
      '1:47 "servers.a.calls.timeout" must be a duration like 500ms, 10s, 5m or 1h, not the number 30 | Add a unit: 30s or 30ms.',
    ],
    ['servers: { a: { command: x, calls: { timeout: 0s } } }', '1:47 "servers.a.calls.timeout" must be more than nothing'],
    [
      'defaults: { calls: { concurrency: 0 } }',
      '1:35 "defaults.calls.concurrency" must be a whole number from 1 to 100000, not the number 0',
    ],
    [
      'defaults: { calls: { maxResult: 64MiB } }',
      '1:33 "defaults.calls.maxResult" must be at most 32MiB, which is what one message may have',
    ],
    ['services: { s: { command: x, calls: {} } }', /1:30 unknown key "calls" in "services.s" \| Known here: /],
    ['serverz: {}', '1:1 unknown key "serverz" at the top level | Did you mean "servers"?'],
    ['services:\n  a:\n    command: x\n    depends_on: [b]', '4:5 unknown key "depends_on" in "services.a" | Did you mean "dependsOn"?'],
    [
      'servers: { a: { command: x, restart: { polcy: always } } }',
      '1:40 unknown key "polcy" in "servers.a.restart" | Did you mean "policy"?',
    ],
    ['stop: 1', /1:1 unknown key "stop" at the top level \| Known here: version, /],
    [
      'defaults: { stop: { grace: 4 } }',
      '1:28 "defaults.stop.grace" must be a duration like 500ms, 10s, 5m or 1h, not the number 4 | Add a unit: 4s or 4ms.',
    ],
    ['defaults: { limits: { memory: 1024 } }', /must be a size like 512MiB or 1GiB, not the number 1024 \| Add a unit/],
    ['defaults: { restart: { policy: alway } }', /must be "always" or "on-failure" or "never", not "alway" \| Did you mean "always"\?/],
    ['defaults: { restart: { max: -1 } }', /must be a whole number from 0 to/],
    ['servers: [a]', '1:10 "servers" must be a map, not a list'],
    ['servers: { a: 7 }', '1:15 "servers.a" must be a map, not the number 7'],
    ['servers: { a: { command: 7 } }', /must be a text, not the number 7 \| Put it in quotes: "7"/],
    ['servers: { a: { command: x, autostart: "yes" } }', /"servers.a.autostart" must be true or false, not "yes"/],
    ['servers: { a: { command: x, port: 80 } }', /unknown key "port" in "servers.a"/],
    ['servers: { a: { command: x, url: "http://x" } }', /has a command and a url/],
    ['services: { a: { port: 80 } }', /the service "a" has no command/],
    ['services: { a: { command: x, port: 70000 } }', /whole number from 1 to 65535/],
    [
      'servers: { a: { command: x } }\nservices: { a: { command: y } }',
      '2:13 "a" is a server and a service | Give one of them another name.',
    ],
    ['servers: { roundhouse: { command: x } }', /taken by the engine/],
    ['servers: { "a\\u0007": { command: x } }', /cannot be shown/],
    ['servers: { "a\\uD800": { command: x } }', /cannot be shown/],
    ['servers: { "..": { command: x } }', /the name ".." cannot be part of an address/],
    ['servers: { ".": { command: x } }', /cannot be part of an address/],
    ['http: { host: 0.0.0.0 }', /so "http.allowedHosts" is required/],
    ['http: { host: 0.0.0.0, allowedHosts: [] }', /so "http.allowedHosts" is required/],
    ['sources: { claude: true }', /unknown key "claude" in "sources" \| Did you mean "claude-code"\?/],
    ['version: 2', /"version" must be a whole number from 1 to 1/],
    ['- a', '1:1 "the config" must be a map, not a list'],
    ['a: [1', /1:\d+ this is not valid YAML/],
    ['a: 1\na: 2', /2:1 this is not valid YAML: Map keys must be unique/],
    ['a: 1\n---\nb: 2', /this is not valid YAML/],
    ['workflows: !!js/function "x"', /this is not valid YAML: Unresolved tag/],
    ['workflows: *nothing', /refers to nothing|not valid YAML/],
  ])('%s', async (text, expected) => {
    const found = await complaintsOf(text);
    if (typeof expected === 'string') expect(found).toEqual([expected]);
    else expect(found[0]).toMatch(expected);
  });

  it('allows what must be allowed', async () => {
    for (const text of [
      'http: { host: 0.0.0.0, allowedHosts: [box.local] }',
      'http: { host: localhost }',
      'http: { host: "::1" }',
      'x: &x { initial: 1s }\n'.replace('x: ', 'defaults: { restart: { backoff: ').replace('\n', '}}\n'),
    ]) {
      expect(await complaintsOf(text)).toEqual([]);
    }
  });

  it('reads `<<` as people mean it', async () => {
    const parsed = await parseYaml('hooks: &g { command: x, env: { A: 1 } }\nservers:\n  a: { <<: *g, command: y }\n');
    const read = 'tree' in parsed ? readOwnConfig(parsed.tree, '/x', '/') : parsed;
    const entry = 'config' in read ? read.config.entries[0]! : null;
    expect([...entry!.layer.values()].map((leaf) => [leaf.path.join('.'), leaf.value])).toEqual([
      ['command', 'y'],
      ['env.A', 1],
    ]);
  });

  it('never throws, and always answers', async () => {
    const bits = fc.constantFrom(
      'servers',
      'services',
      ': ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      'a',
      '"',
      "'",
      '- ',
      '&a ',
      '*a',
      '<<: ',
      '1s',
      '|\n',
      '# c',
      '!!x ',
      '~',
      'command',
      '\t',
      '? ',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(bits, { maxLength: 25 }), async (parts) => {
        expect(Array.isArray(await complaintsOf(parts.join('')))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('durations and sizes', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1m30s', 90_000],
    ['0s', 0],
    ['2d', 172_800_000],
    [' 1 s ', 1000],
    ['10', null],
    ['', null],
    ['s', null],
    ['-1s', null],
    ['1x', null],
    ['1e3s', null],
    [`${'9'.repeat(60)}d`, null],
  ])('%s is %s ms', (text, ms) => expect(parseDuration(text)).toBe(ms));
  it.each([
    ['1GiB', 1024 ** 3],
    ['1GB', 1e9],
    ['512MiB', 512 * 1024 ** 2],
    ['10k', 10_240],
    ['1.5KiB', 1536],
    ['100B', 100],
    ['1 mib', 1024 ** 2],
    ['1024', null],
    ['', null],
    ['GiB', null],
    ['1XB', null],
    ['-1GB', null],
    ['999999999999999TiB', null],
  ])('%s is %s bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));
});

describe('did you mean', () => {
  it.each([
    ['autostrat', 'autostart'],
    ['ENV', 'env'],
    ['depends-on', 'dependsOn'],
    ['comand', 'command'],
    ['zzz', null],
    ['', null],
  ])('%s → %s', (word, expected) => {
    expect(nearest(word, ['autostart', 'env', 'dependsOn', 'command', 'args'])).toBe(expected);
  });
});
