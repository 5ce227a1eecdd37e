// What `inspect` tells of a server, as values to show. Its definition is a wide record: only what is there and fits is taken.
import type { AnswerOf } from '../../contract/routes/table.ts';
import { duration } from '../../contract/words.ts';
import { t } from '../text.ts';
import { plain } from './log-lines.ts';

export type Known = AnswerOf<'inspectServer'>;

export const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
// a server says a part of this, and any file may hold what reverses text
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? plain(value) : null);
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string').map(plain) : []);

export function launchOf({ definition, resolved }: Known) {
  const launch = recordOf(definition.launch);
  const command = textOf(launch.command);
  const protocol = recordOf(resolved.protocol);
  const says = recordOf(protocol.server);
  return {
    command: command === null ? null : [command, ...textsOf(launch.args)].map(quoted).join(' '),
    executable: textOf(resolved.executable),
    url: textOf(launch.url),
    folder: textOf(launch.cwd),
    env: Object.entries(recordOf(launch.env ?? launch.headers)).map(([key, value]) => [plain(key), plain(String(value))] as const),
    protocol: [textOf(launch.type), textOf(protocol.version)].filter((part) => part !== null).join(', ') || null,
    says: [textOf(says.name), textOf(says.version)].filter((part) => part !== null).join(' ') || null,
  };
}

/** As one would write it in a shell, for reading. */
const quoted = (word: string): string => (/^[^\s"'`$\\]+$/.test(word) ? word : JSON.stringify(word));

/** Waits of a policy may be under a second: "0.5 s". */
const wait = (ms: number): string => (ms % 1000 === 0 ? duration(ms) : `${ms / 1000} s`);

export function policyOf({ definition }: Known) {
  const restart = recordOf(definition.restart);
  const backoff = recordOf(restart.backoff);
  const health = recordOf(definition.health);
  const policy = (['always', 'on-failure', 'never'] as const).find((one) => one === restart.policy);
  const [first, most] = [numberOf(backoff.initialMs), numberOf(backoff.maxMs)];
  const words = policy === undefined ? null : t(`server.supervision.${policy}`);
  const max = numberOf(restart.max);
  const [every, limit] = [numberOf(health.intervalMs), numberOf(health.timeoutMs)];
  const waits = { policy: words ?? '', first: wait(first ?? 0), most: wait(most ?? 0) };
  return {
    restart:
      words === null || policy === 'never' || first === null || most === null
        ? words
        : max === null
          ? t('server.supervision.unlimited', waits)
          : t('server.supervision.max', { ...waits, n: max }),
    checks: every === null || limit === null ? null : t('server.supervision.checks', { every: wait(every), limit: wait(limit) }),
    watch: textsOf(definition.watch),
    autostart: typeof definition.autostart === 'boolean' ? definition.autostart : null,
  };
}
