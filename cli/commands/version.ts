import { exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { versionNumber } from '../version-number.ts';

export async function version(io: Io): Promise<0> {
  if (io.json) io.printJson({ version: versionNumber, node: process.versions.node, platform: process.platform, arch: process.arch });
  else io.print(`roundhouse ${versionNumber} (Node ${process.versions.node}, ${process.platform} ${process.arch})`);
  return exit.done;
}
