// What would have left the app for the person's system: shown, opened, registered. It is written down for the test, never run.
export interface Recorded {
  what: string;
  value: unknown;
}

const records: Recorded[] = [];

export const recorded = (): readonly Recorded[] => records;
export function record(what: string, value: unknown): void {
  records.push({ what, value });
}
