// One line for each thing that was looked at; nothing that fails keeps the rest from being looked at.

export interface Report {
  /** `look` answers with what was seen, or throws with what is wrong */
  check(what: string, look: () => Promise<string> | string): Promise<void>;
  leftOut(what: string, why: string): void;
  byHand(lines: readonly string[]): void;
  failures(): number;
}

export class Wrong extends Error {}

export function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Wrong(otherwise);
}

export function createReport(print: (line: string) => void): Report {
  let failed = 0;
  return {
    async check(what, look) {
      try {
        print(`seen      ${what}: ${await look()}`);
      } catch (error) {
        failed++;
        print(
          `FAILED    ${what}: ${error instanceof Wrong ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
      }
    },
    leftOut: (what, why) => print(`left out  ${what}: ${why}`),
    byHand(lines) {
      print('by hand, with a person looking (docs/desktop-verification.md):');
      for (const line of lines) print(`          ${line}`);
    },
    failures: () => failed,
  };
}
