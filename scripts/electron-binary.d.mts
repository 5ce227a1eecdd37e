/** The binary's path, or null. */
export function findElectron(root: string, env?: NodeJS.ProcessEnv, platform?: NodeJS.Platform): string | null;
