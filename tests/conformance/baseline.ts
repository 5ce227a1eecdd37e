// What is expected to fail, and why. An entry that is no longer needed is a failure as well.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Outcomes, Status } from './official-suite.ts';

/** `scenario` or `scenario:check` → why */
export type Expected = Record<string, string>;

export interface Baseline {
  /** scenarios that fail with and without the gateway, by suite */
  server: Record<string, Expected>;
  /** what does not apply behind the gateway although it does directly: never a failure, only not looked at */
  unlooked: Record<string, Expected>;
  /** a client of one generation and a server of the other: there is no run without the gateway to compare with. `SUITE over UPSTREAM` */
  crossed: Record<string, Expected>;
  /** checks whose warnings depend on the machine */
  timing: Expected;
  /** our own client */
  client: Record<string, Expected>;
}

export function readBaseline(): Baseline {
  const text = readFileSync(new URL('./baseline.yaml', import.meta.url), 'utf8');
  const { server = {}, unlooked = {}, crossed = {}, timing = {}, client = {} } = (parse(text) ?? {}) as Partial<Baseline>;
  return { server, unlooked, crossed, timing, client };
}

const isBad = (status: Status) => status === 'FAILURE' || status === 'WARNING';

export const passes = (outcomes: Outcomes, scenario: string): boolean => {
  const checks = [...(outcomes.get(scenario)?.values() ?? [])];
  return checks.length > 0 && !checks.some(({ status }) => isBad(status));
};

export const countPassed = (outcomes: Outcomes): { scenarios: number; of: number; checks: number } => ({
  scenarios: [...outcomes.keys()].filter((scenario) => passes(outcomes, scenario)).length,
  of: outcomes.size,
  checks: [...outcomes.values()].flatMap((checks) => [...checks.values()]).filter(({ status }) => status === 'SUCCESS').length,
});

/** What fails although it is not listed, one a line. */
export function judge(outcomes: Outcomes, expected: Expected, timing: Expected = {}): string[] {
  const complaints: string[] = [];
  for (const [scenario, checks] of outcomes) {
    if (checks.size === 0) complaints.push(`${scenario}: said nothing`);
    for (const [check, { status, message }] of checks) {
      const key = `${scenario}:${check}`;
      if (!isBad(status) || scenario in expected || key in expected || (status === 'WARNING' && key in timing)) continue;
      complaints.push(`${key}: ${status} ${message}`);
    }
  }
  return complaints;
}

/** What is listed although it does not fail, one a line. */
export function stale(outcomes: Outcomes, expected: Expected): string[] {
  const fails = (entry: string) => {
    const [scenario = '', check] = entry.split(':');
    const checks = outcomes.get(scenario) ?? new Map<string, { status: Status }>();
    return [...checks].some(([name, { status }]) => (check === undefined || check === name) && isBad(status));
  };
  return Object.keys(expected)
    .filter((entry) => !fails(entry))
    .map((entry) => `${entry}: is listed as an expected failure, but does not fail`);
}

/** What passes directly must pass behind the gateway, or be listed as something that does not apply there. */
export function compare(direct: Outcomes, behind: Outcomes, unlooked: Expected): string[] {
  const complaints: string[] = [];
  for (const [scenario, checks] of direct) {
    for (const [check, { status }] of checks) {
      const key = `${scenario}:${check}`;
      if (status !== 'SUCCESS' || behind.get(scenario)?.get(check)?.status === 'SUCCESS') continue;
      if (!(key in unlooked)) complaints.push(`${key}: passes directly, but not behind the gateway`);
    }
  }
  for (const key of Object.keys(unlooked)) {
    const [scenario = '', check = ''] = key.split(':');
    if (behind.get(scenario)?.get(check)?.status === 'SUCCESS') complaints.push(`${key}: is listed as not looked at, but it is`);
  }
  return complaints;
}
