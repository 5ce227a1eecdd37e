// How the app starts itself again: as it was started, but in sight, and at the place that was asked for last.
import type { RelaunchOptions } from 'electron';
import { linkIn } from './links.ts';
import { hiddenArgument } from './login-item/login-item.ts';

export interface Started {
  argv: readonly string[];
  /** the image that we run from: what it is mounted at goes with us */
  appImage: string | null;
}

export function toStartAgain({ argv, appImage }: Started, link: string | null): RelaunchOptions {
  const args = argv.slice(1).filter((each) => each !== hiddenArgument && linkIn([each]) === null);
  return { args: link === null ? args : [...args, link], ...(appImage !== null && { execPath: appImage }) };
}
