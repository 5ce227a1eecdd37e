// Where no window can be opened, known before anything is tried.

/** why no window can be opened here; null: nothing speaks against it */
export const whyHeadless = ({ env, platform, uid, argv }) => {
  if (argv.includes('--headless')) return 'as asked for by --headless';
  if (argv.some((arg) => arg.startsWith('-'))) return 'these options are those of `serve`';
  if (env.CI && env.CI !== 'false') return 'this is a CI run (CI is set)';
  if (env.SSH_CONNECTION || env.SSH_TTY) return 'this is a shell over SSH';
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY)
    return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
  // its sandbox stays on; a folder that somebody names may hold one that can do without
  if (platform === 'linux' && uid === 0 && !env.ELECTRON_OVERRIDE_DIST_PATH) {
    return 'Electron keeps its sandbox and does not run as root; start it as an ordinary user for the desktop app';
  }
  return null;
};
