#!/usr/bin/env node
// Runs the rest of the command line with a Node that is new enough (>= 22.18: type stripping, node:sqlite).
// Plain old JavaScript on purpose: it must start on the Node that the machine happens to have.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WANTED = 'node@24.21.0';
const remembered = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.cache', 'roundhouse-node');

export const isNewEnough = (version = process.versions.node) => {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
};

const recall = () => {
  try {
    const path = readFileSync(remembered, 'utf8').trim();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined; // nothing remembered yet
  }
};

export const resolveNode = () => {
  const known = recall();
  if (known) return known;
  process.stderr.write(`roundhouse: Node ${process.versions.node} is older than 22.18, fetching ${WANTED} from npm once\n`);
  const npx = process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', 'npx'] : ['npx'];
  const args = [...npx.slice(1), '-y', '-p', WANTED, 'node', '-p', 'process.execPath'];
  const found = spawnSync(npx[0], args, { encoding: 'utf8', windowsHide: true, timeout: 300_000, stdio: ['ignore', 'pipe', 'inherit'] });
  const path = (found.stdout || '').trim().split(/\r?\n/).pop();
  if (found.status !== 0 || !path || !existsSync(path)) {
    process.stderr.write(`roundhouse: could not fetch ${WANTED} with npx. Install Node 22.18 or newer and try again.\n`);
    process.exit(1);
  }
  try {
    mkdirSync(dirname(remembered), { recursive: true });
    writeFileSync(remembered, `${path}\n`);
  } catch {
    // a read-only checkout: the next run asks npx again
  }
  return path;
};

export const runWithNode = (args) => {
  const node = isNewEnough() ? process.execPath : resolveNode();
  const env = { ...process.env };
  const pathKey = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') || 'PATH';
  env[pathKey] = [dirname(node), env[pathKey]].filter(Boolean).join(delimiter);
  const child = spawn(node, args, { stdio: 'inherit', env });
  // a terminal signals the whole group itself; anybody else signals only this process, so pass it on
  const fromTerminal = process.stdin.isTTY ? ['SIGINT', 'SIGHUP'] : [];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => fromTerminal.includes(signal) || child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`roundhouse: could not run ${node}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (!signal) return process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
};

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) runWithNode(process.argv.slice(2));
