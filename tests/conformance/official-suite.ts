// Runs the official suite, which is a program of its own, and reads what it found.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Suite {
  name: string;
  /** as it is called in package.json: two versions of one package */
  alias: string;
  version: string;
  /** which scenarios, and in which revision */
  args: string[];
  generation: 'handshake' | 'stateless';
}

const older = { alias: 'mcp-conformance-2025', version: '0.1.16' };
const newer = { alias: 'mcp-conformance-2026', version: '0.2.0-alpha.12' };

export const suites: Suite[] = [
  { name: '0.1.16', ...older, args: ['--suite', 'all'], generation: 'handshake' },
  { name: '2025-11-25', ...newer, args: ['--requirements', '2025-11-25'], generation: 'handshake' },
  { name: '2026-07-28', ...newer, args: ['--requirements', '2026-07-28'], generation: 'stateless' },
];

export type Status = 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
/** by scenario, by check: the worst that was said of it */
export type Outcomes = Map<string, Map<string, { status: Status; message: string }>>;

const worse: Status[] = ['INFO', 'SKIPPED', 'SUCCESS', 'WARNING', 'FAILURE'];

export function runServerSuite(suite: Suite, url: string, only?: string[]): Promise<Outcomes> {
  return runSuite(suite, ['server', '--url', url], only);
}

export function runClientSuite(suite: Suite, command: string, only?: string[]): Promise<Outcomes> {
  return runSuite(suite, ['client', '--command', command], only);
}

async function runSuite(suite: Suite, call: string[], only?: string[]): Promise<Outcomes> {
  const folder = mkdtempSync(join(tmpdir(), 'rh-conformance-'));
  const scenarios = only?.map((scenario) => ['--scenario', scenario, '--spec-version', suite.name]) ?? [suite.args];
  try {
    const outcomes: Outcomes = new Map();
    for (const args of scenarios) {
      const said = await run(programOf(suite), [...call, ...args, '-o', folder]);
      for (const entry of resultsIn(folder)) readScenario(folder, entry, outcomes);
      if (outcomes.size === 0) throw new Error(`${suite.name} ran nothing: ${said.slice(-2_000)}`);
    }
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder for each scenario; those with a slash in their name lie one deeper. */
const resultsIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => basename(file) === 'checks.json')
    .map(dirname);

function readScenario(folder: string, entry: string, outcomes: Outcomes): void {
  const name = entry.replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '').replace(/^server-/, '');
  const checks = JSON.parse(readFileSync(join(folder, entry, 'checks.json'), 'utf8'));
  const found = new Map<string, { status: Status; message: string }>();
  for (const { id, status, errorMessage = '' } of checks) {
    const before = found.get(id);
    if (!before || worse.indexOf(status) > worse.indexOf(before.status)) found.set(id, { status, message: errorMessage });
  }
  outcomes.set(name, found);
}

function run(program: string, args: string[]): Promise<string> {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  // its exit code says only whether everything passed; what matters is in the files
  return new Promise((done) => child.once('close', () => done(said)));
}

const programs = new Map<string, string>();

/** A devDependency; without it npx fetches the same version. */
function programOf({ alias, version }: Suite): string {
  const installed = fileURLToPath(new URL(`../../node_modules/${alias}/dist/index.js`, import.meta.url));
  if (existsSync(installed)) return installed;
  const known = programs.get(version);
  if (known) return known;
  const args = ['-y', '-p', `@modelcontextprotocol/conformance@${version}`, '-c', 'command -v conformance'];
  const found = spawnSync('npx', args, { encoding: 'utf8', cwd: tmpdir() }).stdout?.trim();
  if (!found) throw new Error(`the conformance suite ${version} is not installed, and npx could not fetch it`);
  const program = realpathSync(found);
  programs.set(version, program);
  return program;
}
