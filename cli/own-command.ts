// How this command line is run again: by the clients that it links, and for an engine in the background.

interface OwnCommand {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

interface Facts {
  env: Record<string, string | undefined>;
  /** the command line's own file */
  entry: string;
}

interface Runtime {
  execPath: string;
  versions: Record<string, string | undefined>;
}

/** The packaged app's binary is a Node only while it is told so. Its launcher tells it, and has a path that an update does not change. */
export function ownCommand({ env, entry }: Facts, { execPath, versions }: Runtime = process): OwnCommand {
  if (env.ROUNDHOUSE_LAUNCHER) return { command: env.ROUNDHOUSE_LAUNCHER, args: [] };
  return { command: execPath, args: [entry], ...(versions.electron !== undefined && { env: { ELECTRON_RUN_AS_NODE: '1' } }) };
}
