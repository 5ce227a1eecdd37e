// What both packagers have to agree on: names, identity, fuses, and what lies beside the archive.
import { join, resolve } from 'node:path';
import { FuseV1Options, FuseVersion } from '@electron/fuses';

const out = resolve(process.env.ROUNDHOUSE_PACKAGE_OUT ?? join(import.meta.dirname, '..', 'out'));
/** where scripts/package.mjs stages the app, and where the packagers put what they make of it */
export const folders = {
  staged: join(out, 'app'),
  bundled: join(out, 'bundled'),
  forge: join(out, 'forge'),
  builder: join(out, 'builder'),
};

export const productName = 'Roundhouse';
export const appId = 'dev.roundhouse.app';
export const scheme = 'roundhouse';
export const maintainer = 'Roundhouse maintainers <maintainers@roundhouse.invalid>';
export const summary = "One home for every MCP server on a developer's machine";
export const category = 'Development';

/** On Linux the plain name is the command line's: /usr/bin/roundhouse. */
export const executableName = (platform: NodeJS.Platform): string => (platform === 'linux' ? 'roundhouse-desktop' : productName);

/** docs/decisions/0173: all as strict as they get, but the one that makes the command line possible. */
export const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  [FuseV1Options.RunAsNode]: true,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
};

/** Beside the archive, as plain files, for the command line: from the staged app, below the app's resources. */
export const besideTheArchive = ['dist/cli', 'dist/renderer', 'dist/package.json'];
