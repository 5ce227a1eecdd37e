export interface Surroundings {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  uid: number | null;
  argv: readonly string[];
}
/** Why no window can be opened here; null: nothing speaks against it. */
export function whyHeadless(around: Surroundings): string | null;
