// Carries a changed config over to what runs: only servers whose own definition changed are touched.
import type { Definition } from '../contract/server.ts';
import type { CatalogState } from './catalog/catalog.ts';
import { canonical } from './decide/canonical.ts';
import { changedKeys, changeWords } from './decide/changed-keys.ts';
import { diffDefinitions } from './decide/diff.ts';
import { sayings } from './decide/layer.ts';
import type { Journal } from './journal.ts';
import type { Store } from './store/store.ts';
import type { Supervisor } from './supervise/supervisor.ts';

export interface ApplyParts {
  supervisor: Supervisor;
  journal: Journal;
  store: Store;
  /** false: nothing is started by itself for now, and nothing is remembered of it */
  autostart(): boolean;
  follow(state: CatalogState): void;
}

export function createApplier({ supervisor, journal, store, autostart, follow }: ApplyParts) {
  /** what the config said besides, as it was applied last */
  let said: { values: string; files: string } | null = null;
  const remembered = new Map(store.remembered().map((server) => [server.name, server.wanted]));

  let layer: CatalogState['layer'] = new Map();

  /** Which keys are another thing now: what people look for first when a server fails after it. */
  const tellChange = (old: Definition, state: CatalogState) => {
    const section = old.kind === 'service' ? 'services' : 'servers';
    const changes = changedKeys(layer, state.layer, section, old.name);
    if (changes.length === 0) return;
    journal.record({
      type: 'server.definition_changed',
      server: old.name,
      message: sentence(changeWords(changes)),
      data: { section, changes },
    });
  };

  const wantedAtFirst = (name: string, byDefault: boolean) => {
    const known = remembered.get(name);
    const wanted = known ?? (byDefault ? 'up' : 'down');
    if (!known) {
      remembered.set(name, wanted);
      store.remember(name, wanted);
    }
    return autostart() ? wanted : 'down';
  };

  return {
    apply(state: CatalogState): void {
      const before = [...supervisor.entries.values()]
        .filter((entry) => !entry.leaving && entry.definition.instanceOf === undefined)
        .map((entry) => entry.definition);
      const after = state.usable ? state.definitions : [];
      const byName = new Map(after.map((definition) => [definition.name, definition]));
      const diff = diffDefinitions(before, after);
      const now = { values: canonical([state.settings, sayings(state.layer)]), files: canonical(state.files) };
      const problems = journal.snapshot().problems;
      if (JSON.stringify(problems) !== JSON.stringify(state.problems)) {
        const worst = state.problems.find((problem) => problem.level !== 'warning') ?? state.problems[0];
        const message = worst
          ? `${worst.file}${worst.line ? `:${worst.line}:${worst.column ?? 1}` : ''}: ${worst.message}`
          : 'the config is in order';
        journal.record({
          type: worst && worst.level !== 'warning' ? 'config.invalid' : 'config.loaded',
          problems: state.problems,
          message,
        });
      } else if (said !== null && Object.values(diff).some((names) => names.length > 0)) {
        journal.record({ type: 'config.loaded', message: describeDiff(diff) });
      } else if (said !== null && said.values !== now.values) {
        journal.record({ type: 'config.loaded', message: 'config changed: settings' });
      } else if (said !== null && said.files !== now.files) {
        journal.record({ type: 'config.loaded', message: 'config changed: files' });
      }
      said = now;
      for (const name of diff.removed) supervisor.remove(name);
      const fresh: string[] = [];
      for (const name of diff.added) {
        const definition = byName.get(name)!;
        // it left a moment ago and something of it still ends: it comes back under its new definition
        if (supervisor.entries.has(name)) supervisor.redefine(definition, true, wantedAtFirst(name, definition.autostart));
        else fresh.push(name);
      }
      supervisor.addAll(fresh.map((name) => ({ definition: byName.get(name)!, wanted: wantedAtFirst(name, byName.get(name)!.autostart) })));
      const was = new Map(before.map((definition) => [definition.name, definition]));
      for (const name of [...diff.relaunched, ...diff.changed]) tellChange(was.get(name)!, state);
      for (const name of diff.relaunched) supervisor.redefine(byName.get(name)!, true);
      for (const name of diff.changed) {
        const old = was.get(name)!;
        const now = byName.get(name)!;
        supervisor.redefine(now, old.port !== now.port || Boolean(old.refused) !== Boolean(now.refused));
      }
      layer = state.layer;
      follow(state);
    },
    isRemembered: (name: string, wanted: 'up' | 'down'): boolean => remembered.get(name) === wanted,
    remember(name: string, wanted: 'up' | 'down'): void {
      // a copy comes and goes by itself
      if (supervisor.entries.get(name)?.definition.instanceOf !== undefined) return;
      remembered.set(name, wanted);
      store.remember(name, wanted);
    },
  };
}

const sentence = (words: string) => words.slice(0, 1).toUpperCase() + words.slice(1);

function describeDiff(diff: { added: string[]; removed: string[]; relaunched: string[]; changed: string[] }): string {
  const part = (names: string[], word: string) => (names.length > 0 ? [`${word} ${names.join(', ')}`] : []);
  return `config changed: ${[...part(diff.added, 'added'), ...part(diff.removed, 'removed'), ...part(diff.relaunched, 'definition changed of'), ...part(diff.changed, 'updated')].join('; ')}`;
}
