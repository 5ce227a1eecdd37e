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

function hire({ instanceMark, politeSeconds = 0.4 }: GuardianOptions): ChildProcess {
  const script = process.platform === 'linux' ? onLinux : elsewhere;
  // the text travels in the environment: a page of shell would make every list of processes unreadable
  const args = ['-c', 'eval "$GUARDIAN_SCRIPT"', 'roundhouse-guardian', pattern(instanceMark), String(politeSeconds)];
  const child = spawn('/bin/sh', args, {
    // its own session: no terminal, no signal to a group ever meets it
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
      LC_ALL: 'C',
      [MARK_VARIABLE]: GUARDIAN_MARK,
      GUARDIAN_SCRIPT: `${prologue}${script}${duty}`,
    },
  });
  // neither keeps an engine alive that wants to end
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return child;
}

function pattern(instanceMark: string): string {
  return `${MARK_VARIABLE}=${instanceMark.replace(/[.[\]*^$\\]/g, '\\$&')}`;
}

// $1: what marks begin with, as a basic regular expression; $2: seconds from TERM to KILL.
// `found`: what is left, as `pid:start`; who was found once is known from then on, also without mark and parent.
const prologue = `
unset GUARDIAN_SCRIPT
trap '' HUP INT QUIT TERM USR1 USR2 PIPE ALRM
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
mark=$1 patience=$2 found=
nap() { sleep "$1" 2>/dev/null || sleep 1; }
signal() {
  for one in $found; do
    pid=\${one%:*}
    [ "$pid" -gt 1 ] && [ "$pid" != "$$" ] && kill -s "$1" "$pid" 2>/dev/null
  done
}
finish() {
  find_all
  signal TERM
  # one nap, no looking meanwhile: on a busy machine each look takes a while, and the total is what counts
  [ -n "$found" ] && nap "$patience"
  find_all
  calm=0 round=0
  while [ "$calm" -lt 2 ] && [ "$round" -lt 100 ]; do
    if [ -z "$found" ]; then
      calm=$((calm + 1))
    else
      # halted ones neither fork nor die: what they have started meanwhile is still found by descent
      calm=0
      signal STOP
      find_all
      signal KILL
    fi
    nap 0.1
    find_all
    round=$((round + 1))
  done
}
`;

// Marked processes, their descendants (whose environment may have been cleared) and what shares a session that was made in the tree.
// Guardians are left out with everything below them. A process's name may hold anything: fields are counted from its last bracket.
const onLinux = `
find_all() {
  found=$({
    grep -lzs "^$mark" /proc/[0-9]*/environ
    echo guardians
    grep -lzs '^${MARK_VARIABLE}=${GUARDIAN_MARK}$' /proc/[0-9]*/environ
    cat /proc/[0-9]*/stat 2>/dev/null
  } | awk -v known="$found" '
    BEGIN { n = split(known, list, " "); for (i = 1; i <= n; i++) { split(list[i], part, ":"); before[part[1]] = part[2] } }
    /^guardians$/ { now_guardians = 1; next }
    /^\\/proc\\// { split($0, path, "/"); if (now_guardians) other[path[3]] = 1; else marked[path[3]] = 1; next }
    /^[0-9]+ \\(/ {
      pid = $1; line = $0; sub(/^.*\\) /, "", line); split(line, field, " ")
      if (field[1] == "Z" || field[1] == "X") next
      parent[pid] = field[2]; session[pid] = field[4]; start[pid] = field[20]
    }
    END {
      for (pid in parent) if (!(pid in other) && ((pid in marked) || ((pid in before) && before[pid] == start[pid]))) mine[pid] = 1
      do {
        more = 0
        for (pid in parent) {
          if ((pid in mine) || (pid in other)) continue
          maker = session[pid]
          if ((parent[pid] in mine) || (maker in mine) || ((maker in before) && !(maker in parent))) { mine[pid] = 1; more = 1 }
        }
      } while (more)
      for (pid in mine) print pid ":" start[pid]
    }')
}
`;

// Unverified: it could not be tried on a Mac.
const elsewhere = `
find_all() {
  found=$(ps -axEww -o pid=,command= 2>/dev/null | grep " $mark" | grep -v -e grep -e roundhouse-guardian | awk '{ print $1 ":" }')
}
`;

const duty = `
while IFS= read -r word; do
  [ "$word" = goodbye ] && exit 0
done
finish
`;
