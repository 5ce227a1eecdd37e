// Other supervisors, each with a home of its own, with the same commands. What is missing is said and left out.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Peer {
  name: string;
  /** of the supervising process */
  pid: number;
  home: string;
  end(): Promise<void>;
}

export type Commands = Record<string, string[]>;

export interface PeerKind {
  name: string;
  /** null: it can be used; else how to install it */
  missing(): string | null;
  /** `dated`: each line of the log with the time at which it came, where that is a choice */
  start(commands: Commands, dated?: boolean): Promise<Peer>;
}

const pm2: PeerKind = {
  name: 'pm2',
  missing: () => (pm2Script() ? null : 'PM2 could not be fetched; install it with: npm install -g pm2@7'),
  async start(commands, dated = false) {
    const home = mkdtempSync(join(tmpdir(), 'rh-bench-pm2-'));
    const script = pm2Script()!;
    const call = async (...args: string[]) => {
      const env = { ...process.env, PM2_HOME: home, PM2_DISABLE_VERSION_CHECK: 'true' };
      const child = spawn(process.execPath, [script, ...args], { env, cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Error(`pm2 ${args[0]} ended with ${code}`);
    };
    const apps = Object.entries(commands).map(([name, [command, ...args]]) => ({
      name,
      script: command,
      args,
      interpreter: 'none',
      max_restarts: 1_000_000,
      ...(dated ? { log_date_format: 'YYYY-MM-DDTHH:mm:ss.SSSZ' } : {}),
    }));
    writeFileSync(join(home, 'apps.json'), JSON.stringify({ apps }));
    const end = async () => {
      await call('kill', '--silent');
      rmSync(home, { recursive: true, force: true });
    };
    try {
      await call('start', 'apps.json', '--silent');
      return { name: 'pm2', pid: Number(readFileSync(join(home, 'pm2.pid'), 'utf8')), home, end };
    } catch (error) {
      await end();
      throw error;
    }
  },
};

let script: string | null | undefined;

/** Its own entry and not npx each time: npx would be measured too. */
function pm2Script(): string | null {
  if (script !== undefined) return script;
  const said = spawnSync('npx', ['-y', '-p', 'pm2@7', '-c', 'command -v pm2'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const path = said.stdout?.trim();
  script = path && existsSync(path) ? realpathSync(path) : null;
  return script;
}

const supervisord: PeerKind = {
  name: 'supervisord',
  missing: () =>
    spawnSync('supervisord', ['--version']).status === 0 ? null : 'no supervisord; install it with: apt-get install -y supervisor',
  async start(commands) {
    const home = mkdtempSync(join(tmpdir(), 'rh-bench-supervisord-'));
    const programs = Object.entries(commands).map(
      ([name, words]) =>
        `[program:${name}]\ncommand=${words.join(' ')}\nautorestart=true\nstartretries=1000000\nstdout_logfile=NONE\nstderr_logfile=NONE\n`,
    );
    const own = `[supervisord]\nnodaemon=true\nuser=${process.env.USER ?? 'root'}\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=${home}/pid\nchildlogdir=${home}\nminfds=4096\n`;
    writeFileSync(join(home, 'supervisord.conf'), [own, ...programs].join('\n'));
    const child = spawn('supervisord', ['-c', join(home, 'supervisord.conf')], { cwd: home, stdio: 'ignore' });
    return {
      name: 'supervisord',
      pid: child.pid!,
      home,
      async end() {
        if (child.exitCode === null && child.signalCode === null) {
          child.kill('SIGTERM');
          await once(child, 'exit');
        }
        rmSync(home, { recursive: true, force: true });
      },
    };
  },
};

export const peers: PeerKind[] = [pm2, supervisord];
