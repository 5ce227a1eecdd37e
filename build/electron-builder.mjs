// electron-builder: the installers (nsis, dmg, AppImage, tar.gz) and the update feed, from the app that scripts/package.mjs staged.
// Secrets come from the environment alone (docs/releasing.md); without them nothing is signed, and such a build does not update itself.
import { join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import { appId, besideTheArchive, category, executableName, folders, fuses, maintainer, productName, scheme, summary } from './app.ts';

const feed = process.env.ROUNDHOUSE_UPDATE_URL;
const signed = Boolean(process.env.CSC_LINK ?? process.env.CSC_NAME ?? process.env.WIN_CSC_LINK);
/** its words for what @electron/fuses numbers */
const fuse = (name) => fuses[FuseV1Options[name]];

export default {
  appId,
  productName,
  copyright: 'Copyright © 2026 The Roundhouse authors',
  directories: { app: folders.staged, buildResources: 'build', output: folders.builder },
  files: ['package.json', 'THIRD-PARTY-LICENSES.txt', 'dist/**/*', 'resources/**/*', '!bin', '!node_modules'],
  extraResources: [
    ...besideTheArchive.map((from) => ({ from: join(folders.staged, from), to: from.replace('dist/', '') })),
    { from: join(folders.staged, 'bin'), to: 'bin' },
  ],
  extraFiles: ['LICENSE'],
  // no native modules: nothing to rebuild
  npmRebuild: false,
  asar: true,
  electronFuses: {
    runAsNode: fuse('RunAsNode'),
    enableCookieEncryption: fuse('EnableCookieEncryption'),
    enableNodeOptionsEnvironmentVariable: fuse('EnableNodeOptionsEnvironmentVariable'),
    enableNodeCliInspectArguments: fuse('EnableNodeCliInspectArguments'),
    enableEmbeddedAsarIntegrityValidation: fuse('EnableEmbeddedAsarIntegrityValidation'),
    onlyLoadAppFromAsar: fuse('OnlyLoadAppFromAsar'),
    loadBrowserProcessSpecificV8Snapshot: fuse('LoadBrowserProcessSpecificV8Snapshot'),
    grantFileProtocolExtraPrivileges: fuse('GrantFileProtocolExtraPrivileges'),
  },
  extraMetadata: { roundhouse: { signed } },
  protocols: [{ name: productName, schemes: [scheme] }],
  // no file types are claimed: docs/decisions/0173
  publish: feed ? [{ provider: 'generic', url: feed, channel: 'latest' }] : null,
  win: {
    target: [{ target: 'nsis' }],
    icon: 'resources/app/icon.ico',
    executableName: executableName('win32'),
    // the one who signs, whom electron-updater then insists on
    ...(process.env.ROUNDHOUSE_PUBLISHER && { signtoolOptions: { publisherName: [process.env.ROUNDHOUSE_PUBLISHER] } }),
    verifyUpdateCodeSignature: true,
    requestedExecutionLevel: 'asInvoker',
  },
  // for the person who installs it, without asking for an administrator
  nsis: { oneClick: true, perMachine: false, allowElevation: false, deleteAppDataOnUninstall: false, license: 'LICENSE' },
  mac: {
    target: [{ target: 'dmg' }, { target: 'zip' }],
    icon: 'resources/app/icon.icns',
    category: 'public.app-category.developer-tools',
    hardenedRuntime: true,
    entitlements: 'build/entitlements.mac.plist',
    entitlementsInherit: 'build/entitlements.mac.plist',
    notarize: Boolean(process.env.APPLE_KEYCHAIN_PROFILE ?? process.env.APPLE_API_KEY),
  },
  linux: {
    target: [{ target: 'AppImage' }, { target: 'tar.gz' }],
    icon: 'resources/app',
    executableName: executableName('linux'),
    // where nothing is said, the menu entry of an AppImage gets --no-sandbox, with which the app refuses to start
    executableArgs: [],
    category,
    synopsis: summary,
    description: summary,
    maintainer,
    desktop: { entry: { StartupWMClass: 'roundhouse', Keywords: 'MCP;AI;server;tray;' } },
  },
};
