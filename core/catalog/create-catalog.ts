// The catalog: reads all files, merges them, and does so again whenever one of them changes.
import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { canonical } from '../decide/canonical.ts';
import { type FoundEntry, inSourceOrder } from '../decide/claims.ts';
import type { Outside } from '../decide/definition.ts';
import { listAt, sayings, valueAt } from '../decide/layer.ts';
import { type Merged, mergeConfig } from '../decide/merge-config.ts';
import { type OwnConfig, readOwnConfig } from '../decide/own-config.ts';
import type { Env, Places } from '../places.ts';
import type { Approvals, Catalog, CatalogState } from './catalog.ts';
import { claudeCode } from './claude-code.ts';
import { claudeDesktop } from './claude-desktop.ts';
import { cursor } from './cursor.ts';
import { type FileState, readAllSources } from './file-states.ts';
import { type FileWatch, watchFiles } from './file-watch.ts';
import { keepDependencies } from './keep-dependencies.ts';
import { mcpJson } from './mcp-json.ts';
import { type OwnState, parseOwn, readOwnFile } from './own-file.ts';
import { projects } from './project.ts';
import { runsIn } from './project-folder.ts';
import { listImported, showDefaults, showValues } from './show.ts';
import { variablesOf } from './variables.ts';
import { vscode } from './vscode.ts';

export interface CatalogOptions {
  places: Places;
  env: Env;
  platform: NodeJS.Platform;
  approvals: Pick<Approvals, 'isApproved'>;
  /** the folder in which `serve` was called: its .mcp.json counts */
  serveFolder?: string;
  /** `--config FILE`: has to exist */
  explicitConfig?: string;
  /** ports that this engine listens on, besides the configured one; asked at each load */
  ownPorts?: () => number[];
}

const nothing: Merged = mergeConfig(null, [], {
  lookup: () => undefined,
  hash: (text) => text,
  isApproved: () => false,
  resolveFolder: (_base, folder) => folder,
  runsIn: () => undefined,
  ownPorts: [],
});

export function createCatalog(options: CatalogOptions): Catalog {
  const { places: at, env, platform } = options;
  const candidates = options.explicitConfig ? [resolve(options.explicitConfig)] : at.configFiles;
  const listeners: ((state: CatalogState) => void)[] = [];
  let own: OwnState | null = null;
  let files = new Map<string, FileState>();
  let merged = nothing;
  let state: CatalogState = { ...nothing, usable: false, files: [] };
  let watch: FileWatch | null = null;
  let reading: Promise<CatalogState> | null = null;
  let again = false;

  const projectFolders = () => {
    const listed = (own?.good && listAt(own.good.settings, 'sources', 'projects')) ?? [];
    const folders = listed.map((folder) => resolve(own!.good!.folder, untilde(folder, at.user)));
    return [...new Set([...(options.serveFolder ? [resolve(options.serveFolder)] : []), ...folders])];
  };
  const sources = [mcpJson, claudeCode, claudeDesktop, cursor(projectFolders), vscode(projectFolders), projects(projectFolders)];

  async function readOnce(): Promise<CatalogState> {
    own = await readOwnFile({ candidates, required: options.explicitConfig !== undefined }, own);
    const first = await Promise.all(sources.map((source) => source.files({ user: at.user, env, platform })));
    files = await readAllSources(first.flat(), files);
    const before = state;
    const entries = inSourceOrder([...files.values()].flatMap((file): FoundEntry[] => file.good.entries));
    merged = own.usable ? keepDependencies(mergeConfig(own.good, entries, outside(own.good)), before.definitions) : nothing;
    const problems = [...own.problems, ...[...files.values()].flatMap((file) => file.problems), ...merged.problems];
    state = {
      definitions: merged.definitions,
      problems,
      settings: merged.settings,
      usable: own.usable,
      layer: merged.layer,
      files: shownFiles(),
    };
    await watch?.follow(watched());
    if (textOf(before) !== textOf(state)) for (const listener of listeners) listener(state);
    return state;
  }

  const shownFiles = (): CatalogState['files'] => [
    { client: 'roundhouse', file: own?.file ?? candidates[0]!, exists: own?.exists ?? false, ok: own?.ok ?? true },
    ...[...files.values()].map(({ source, exists, ok }) => ({ client: source.client, file: source.file, exists, ok })),
  ];

  /** One at a time; a wish that comes meanwhile reads once more, so that the caller sees what it has just written. */
  async function read(): Promise<CatalogState> {
    if (reading) {
      again = true;
      return await reading;
    }
    const run = async () => {
      try {
        do {
          again = false;
          await readOnce();
        } while (again);
        return state;
      } finally {
        reading = null; // in the same step as the last look at `again`: no wish falls between
      }
    };
    reading = run();
    return await reading;
  }

  function outside(config: OwnConfig | null): Outside {
    const port = config && valueAt(config.settings, 'http', 'port');
    return {
      lookup: variablesOf(env, platform),
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      isApproved: (name, hash) => options.approvals.isApproved(name, hash),
      resolveFolder: (base, folder) => resolve(base || at.user, untilde(folder, at.user)),
      runsIn,
      ownPorts: [typeof port === 'number' ? port : 4747, ...(options.ownPorts?.() ?? [])],
    };
  }

  const watched = () => {
    const found = [...files.values()].flatMap((file) => [file.source.file, file.target]);
    return [...candidates, ...(own ? [own.target] : []), ...found];
  };

  return {
    load: read,
    reload: read,
    current: () => state,
    onChange: (listener) => void listeners.push(listener),
    async watch() {
      if (watch) return;
      // `read` fails only when the store does, which says so itself; the next change reads again
      watch = await watchFiles(async () => void (await read().catch(() => {})));
      await watch.follow(watched());
      await read(); // what changed between the first read and now
    },
    show: () => ({
      files: shownFiles(),
      ...showValues(merged.layer),
      defaults: showDefaults(merged.layer),
    }),
    async newProblems(file, text) {
      const parsed = await parseOwn(file, text);
      const read = 'complaints' in parsed ? parsed : readOwnConfig(parsed.tree, file, dirname(file));
      if ('complaints' in read) return read.complaints.map(({ at, ...complaint }) => ({ file, ...at, ...complaint }));
      const found = [...files.values()].flatMap((one): FoundEntry[] => one.good.entries);
      const known = new Set(merged.problems.map(({ message }) => message));
      return mergeConfig(read.config, inSourceOrder(found), outside(read.config)).problems.filter(({ message }) => !known.has(message));
    },
    imported: () => listImported(merged.fates, waitingOf(merged)),
    async close() {
      await watch?.close();
      watch = null;
      await reading?.catch(() => {}); // whoever asked for it was told
    },
  };
}

const textOf = (state: CatalogState) => canonical({ ...state, layer: sayings(state.layer) });

const waitingOf = (merged: Merged) => new Set(merged.definitions.filter((one) => one.approval === 'waiting').map((one) => one.name));

function untilde(folder: string, user: string): string {
  return folder === '~' || folder.startsWith('~/') ? user + folder.slice(1) : folder;
}
