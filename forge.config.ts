// Electron Forge: the app as a folder, and as zip, deb and rpm. It packages what scripts/package.mjs staged; the builds are our own
// (docs/decisions/0173). Makers and plugins are named, not imported: they live in build/tools.
import { chmodSync, cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  appId,
  besideTheArchive,
  category,
  executableName,
  folders,
  fuses,
  maintainer,
  productName,
  scheme,
  summary,
} from './build/app.ts';

const root = import.meta.dirname;
const { staged } = folders;
const platform = (process.env.npm_config_platform ?? process.platform) as NodeJS.Platform;
const launcher = platform === 'win32' ? 'roundhouse.cmd' : 'roundhouse';
const tool = (name: string) => join(root, 'build', 'tools', 'node_modules', name);
const sign = platform === 'darwin' && process.env.CSC_NAME !== undefined;

/** the rpm maker's own dependencies come from GitHub, so it is installed for rpm packages alone (docs/releasing.md) */
const rpm = existsSync(tool('@electron-forge/maker-rpm'));
const linux = {
  name: 'roundhouse',
  productName,
  genericName: 'MCP server supervisor',
  description: summary,
  categories: [category],
  icon: Object.fromEntries([16, 32, 48, 64, 128, 256, 512].map((px) => [`${px}x${px}`, join(root, 'resources', 'app', `${px}x${px}.png`)])),
  mimeType: [`x-scheme-handler/${scheme}`],
  // /usr/bin/roundhouse is the command line; the desktop file starts the app
  bin: 'resources/bin/roundhouse',
  desktopTemplate: join(root, 'build', 'linux', 'roundhouse.desktop.ejs'),
};

export default {
  outDir: folders.forge,
  packagerConfig: {
    name: productName,
    executableName: executableName(platform),
    appBundleId: appId,
    appCategoryType: 'public.app-category.developer-tools',
    asar: true,
    icon: join(root, 'resources', 'app', 'icon'),
    protocols: [{ name: productName, schemes: [scheme] }],
    // nothing of the checkout goes in but what the hook below copies
    ignore: (file: string) => file !== '' && file !== '/package.json',
    prune: false,
    extraResource: [...besideTheArchive.map((path) => join(staged, path)), join(staged, 'bin')],
    ...(process.env.ROUNDHOUSE_ELECTRON_ZIPS && { electronZipDir: process.env.ROUNDHOUSE_ELECTRON_ZIPS }),
    ...(sign && {
      osxSign: { identity: process.env.CSC_NAME, optionsForFile: () => ({ entitlements: join(root, 'build', 'entitlements.mac.plist') }) },
      osxNotarize: {
        keychainProfile: process.env.APPLE_KEYCHAIN_PROFILE ?? '',
      },
    }),
  },
  plugins: [{ name: '@electron-forge/plugin-fuses', config: fuses }],
  makers: [
    { name: '@electron-forge/maker-zip', platforms: ['darwin', 'linux', 'win32'], config: {} },
    {
      name: '@electron-forge/maker-deb',
      config: { options: { ...linux, maintainer, section: 'devel', lintianOverrides: ['embedded-library', 'shlib-with-executable-bit'] } },
    },
    ...(rpm ? [{ name: '@electron-forge/maker-rpm', config: { options: { ...linux, license: 'MIT' } } }] : []),
  ],
  hooks: {
    // Electron's own license stays, under a name that says so, as electron-builder has it
    postPackage: async (_config: unknown, { outputPaths }: { outputPaths: string[] }) => {
      for (const folder of outputPaths) {
        if (existsSync(join(folder, 'LICENSE'))) renameSync(join(folder, 'LICENSE'), join(folder, 'LICENSE.electron.txt'));
        cpSync(join(staged, 'LICENSE'), join(folder, 'LICENSE'));
        chmodSync(folder, 0o755);
      }
    },
    packageAfterCopy: async (_config: unknown, folder: string) => {
      for (const name of ['package.json', 'dist', 'resources', 'THIRD-PARTY-LICENSES.txt']) {
        rmSync(join(folder, name), { recursive: true, force: true });
        cpSync(join(staged, name), join(folder, name), { recursive: true });
      }
    },
  },
};

if (!existsSync(join(staged, 'bin', launcher))) {
  throw new Error(`${staged} is not staged for ${platform}: \`npm run package -- forge …\` stages it first.`);
}
