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

/** Complaints, one a line; none: everything is as expected. */
export function judge(outcomes: Outcomes, expected: Expected, timing: Expected = {}): string[] {
  const needed = new Set<string>();
  const complaints: string[] = [];
  for (const [scenario, checks] of outcomes) {
    if (checks.size === 0) complaints.push(`${scenario}: said nothing`);
    for (const [check, { status, message }] of checks) {
      if (!isBad(status) || (status === 'WARNING' && `${scenario}:${check}` in timing)) continue;
      const entry = [scenario, `${scenario}:${check}`].find((key) => key in expected);
      if (entry) needed.add(entry);
      else complaints.push(`${scenario}:${check}: ${status} ${message}`);
    }
  }
  for (const entry of Object.keys(expected)) {
    if (!needed.has(entry)) complaints.push(`${entry}: is listed as an expected failure, but does not fail`);
  }
  return complaints;
}

/** What passed directly must pass behind the gateway; what is listed may not pass directly. */
export function compare(direct: Outcomes, behind: Outcomes, expected: Expected, unlooked: Expected): string[] {
  const complaints = judge(behind, expected);
  for (const [scenario, checks] of direct) {
    for (const [check, { status }] of checks) {
      const key = `${scenario}:${check}`;
      const through = behind.get(scenario)?.get(check)?.status;
      if (status === 'SUCCESS' && !isBad(through ?? 'INFO') && through !== 'SUCCESS' && !(key in unlooked) && !(scenario in unlooked)) {
        complaints.push(`${key}: passes directly, and was not looked at behind the gateway`);
      }
    }
    if (scenario in expected && passes(direct, scenario)) complaints.push(`${scenario}: passes directly, so it may not be listed`);
  }
  for (const key of Object.keys(expected)) {
    const [scenario = '', check] = key.split(':');
    if (check && direct.get(scenario)?.get(check)?.status === 'SUCCESS')
      complaints.push(`${key}: passes directly, so it may not be listed`);
  }
  return complaints;
}
