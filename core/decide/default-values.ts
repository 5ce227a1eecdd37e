// What holds when nobody says otherwise, written as a user would write it, so that `config show` can show it.
import { type Layer, layerOf } from './layer.ts';

const forBoth = {
  enabled: true,
  autostart: true,
  restart: { policy: 'on-failure', max: 3, backoff: { initial: '1s', factor: 2, max: '60s', jitter: 0.2 }, resetAfter: '10m' },
  health: { interval: '10s', timeout: '5s', failures: 3 },
  limits: { cpu: 90, memory: '1GiB', action: 'warn' },
  stop: { grace: '4s' },
  start: { timeout: '120s' },
};
const forServers = {
  ...forBoth,
  calls: { timeout: 'never', concurrency: 256, maxResult: '32MiB' },
  idle: 'never',
  isolation: 'shared',
  pin: 'flag',
};
const forServices = {
  ...forBoth,
  restart: { ...forBoth.restart, max: 5 },
  health: { ...forBoth.health, interval: '5s' },
};

export const serverDefaults: Layer = layerOf(forServers);
export const serviceDefaults: Layer = layerOf(forServices);
export const settingsDefaults: Layer = layerOf({
  version: 1,
  trust: 'auto',
  sources: { 'mcp-json': true, 'claude-code': true, 'claude-desktop': true, cursor: true, vscode: true, project: true },
  http: { host: '127.0.0.1', allowedHosts: [] },
  logs: { maxSize: '10MiB', keep: 5 },
});
