// When the engine is killed with -9 it can do nothing any more, so somebody else must: a shell of about 1 MB that waits for the end of a pipe
// which only the engine holds. Then it ends everything that carries this engine's mark, with what that has started.
import { type ChildProcess, spawn } from 'node:child_process';
import { GUARDIAN_MARK, MARK_VARIABLE } from './mark.ts';

export interface GuardianOptions {
  /** the beginning of every mark of this engine: `instancePrefix(...)` */
  instanceMark: string;
  /** the guardian cannot be kept alive; said once per trouble, in a sentence */
  onTrouble: (message: string) => void;
  /** how long what is left may take to end by itself */
  politeSeconds?: number;
}

export interface Guardian {
  pid(): number | null;
  /** the engine ends in order: nothing is to be killed */
  goodbye(): Promise<void>;
}

const BLINK_MS = 60_000;
const PATIENCE = 5;

/** Windows has none: there the servers see the end of their stdin, and the rest is swept at the next start. */
export function startGuardian(options: GuardianOptions): Guardian {
  if (process.platform === 'win32') return { pid: () => null, goodbye: async () => {} };
  let current: ChildProcess | null = null;
  let leaving = false;
  let deaths: number[] = [];
  let retry: NodeJS.Timeout | undefined;

  function begin(): void {
    const child = hire(options);
    current = child;
    const gone = (why: string) => {
      if (current !== child) return;
      current = null;
      if (!leaving) replace(why);
    };
    child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
    child.once('error', (error) => gone(error.message));
    child.stdin?.on('error', () => {}); // its exit says more
  }

  function replace(why: string): void {
    const now = performance.now();
    deaths = [...deaths.filter((at) => now - at < BLINK_MS), now];
    if (deaths.length < PATIENCE) {
      begin();
      return;
    }
    options.onTrouble(
      `The guardian, which ends all servers if the engine is killed, does not stay up (${why}); it is tried again in a minute. Strays would be swept at the next start.`,
    );
    retry = setTimeout(begin, BLINK_MS).unref();
  }

  begin();
  return {
    pid: () => current?.pid ?? null,
    goodbye() {
      leaving = true;
      clearTimeout(retry);
      const child = current;
      if (!child?.stdin || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
      return new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.stdin?.end('goodbye\n');
      });
    },
  };
}

function hire({ instanceMark, politeSeconds = 0.6 }: GuardianOptions): ChildProcess {
  const script = process.platform === 'linux' ? onLinux : elsewhere;
  const child = spawn(
    '/bin/sh',
    ['-c', `${prologue}${script}${duty}`, 'roundhouse-guardian', pattern(instanceMark), String(Math.round(politeSeconds * 10))],
    {
      // its own session: no terminal, no signal to a group ever meets it
      detached: true,
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', [MARK_VARIABLE]: GUARDIAN_MARK },
    },
  );
  // neither keeps an engine alive that wants to end
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return child;
}

function pattern(instanceMark: string): string {
  return `${MARK_VARIABLE}=${instanceMark.replace(/[.[\]*^$\\]/g, '\\$&')}`;
}

// $1: what marks begin with, as a basic regular expression; $2: tenths of a second from TERM to KILL
const prologue = `
trap '' HUP INT QUIT TERM USR1 USR2 PIPE ALRM
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
mark=$1 patience=$2
nap() { sleep 0.1 2>/dev/null || sleep 1; }
signal() {
  for pid in $(find_all); do
    [ "$pid" -gt 1 ] && [ "$pid" != "$$" ] && kill -s "$1" "$pid" 2>/dev/null
  done
}
finish() {
  signal TERM
  round=0
  while [ "$round" -lt "$patience" ]; do
    nap
    [ -z "$(find_all)" ] && break
    round=$((round + 1))
  done
  calm=0 round=0
  while [ "$calm" -lt 2 ] && [ "$round" -lt 100 ]; do
    # halted ones neither fork nor die: what they have started meanwhile is still found by descent
    if [ -z "$(find_all)" ]; then calm=$((calm + 1)); else calm=0; signal STOP; signal KILL; fi
    round=$((round + 1))
    nap
  done
}
`;

// Marked processes, their descendants (whose environment may have been cleared) and what shares a session with them.
// Guardians are left out with everything below them. A process's name may hold anything: fields are counted from its last bracket.
const onLinux = `
pids() { sed 's|^/proc/||; s|/environ$||'; }
find_all() {
  marked=$(grep -lzs "^$mark" /proc/[0-9]*/environ | pids)
  [ -z "$marked" ] && return
  guards=$(grep -lzs '^${MARK_VARIABLE}=${GUARDIAN_MARK}$' /proc/[0-9]*/environ | pids)
  cat /proc/[0-9]*/stat 2>/dev/null | awk -v marked="$marked" -v guards="$guards" '
    BEGIN { n = split(marked, m); for (i = 1; i <= n; i++) mine[m[i]] = 1; n = split(guards, g); for (i = 1; i <= n; i++) other[g[i]] = 1 }
    /^[0-9]+ \\(/ {
      pid = $1; line = $0; sub(/^.*\\) /, "", line); split(line, field, " ")
      if (field[1] == "Z" || field[1] == "X") next
      parent[pid] = field[2]; session[pid] = field[4]
    }
    END {
      for (pid in mine) if (pid in session && session[pid] in mine) ours[session[pid]] = 1
      do {
        more = 0
        for (pid in parent) if (!(pid in mine) && !(pid in other) && (parent[pid] in mine || session[pid] in ours)) { mine[pid] = 1; more = 1 }
      } while (more)
      for (pid in mine) if (pid in parent && !(pid in other)) print pid
    }' || echo "$marked"
}
`;

// Unverified: it could not be tried on a Mac.
const elsewhere = `
find_all() {
  ps -axEww -o pid=,command= 2>/dev/null | grep " $mark" | grep -v -e grep -e roundhouse-guardian | awk '{ print $1 }'
}
`;

const duty = `
while IFS= read -r word; do
  [ "$word" = goodbye ] && exit 0
done
finish
`;
