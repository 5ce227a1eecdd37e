// Electron's login items are for macOS and Windows; on Linux the setting is ignored, and it reads as off.
export const noLoginItem = (): Electron.LoginItemSettings => ({
  openAtLogin: false,
  wasOpenedAtLogin: false,
  status: 'not-found',
  executableWillLaunchAtLogin: false,
  launchItems: [],
});
