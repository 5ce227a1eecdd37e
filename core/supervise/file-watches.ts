// Restart on change: one watch per server that asks for it, kept in step with its definition.
import type { Definition } from '../../contract/server.ts';
import type { FileWatch } from './watch-files.ts';

export interface FileWatchParts {
  ignored: string[];
  onChange(name: string, files: string[]): void;
  onTrouble(name: string, message: string): void;
}

export function createFileWatches(parts: FileWatchParts) {
  const watches = new Map<string, { key: string; watch: Promise<FileWatch | null> }>();
  const keyOf = ({ watch, watchRoot }: Definition) => JSON.stringify([watchRoot, watch]);

  async function open(definition: Definition): Promise<FileWatch | null> {
    try {
      const { watchFiles } = await import('./watch-files.ts');
      const onTrouble = (message: string) => parts.onTrouble(definition.name, message);
      return await watchFiles(
        { root: definition.watchRoot ?? process.cwd(), patterns: definition.watch, ignored: parts.ignored, onTrouble },
        (files) => parts.onChange(definition.name, files),
      );
    } catch (error) {
      parts.onTrouble(definition.name, `its files cannot be watched: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  const drop = async (name: string) => {
    const old = watches.get(name);
    watches.delete(name);
    await (await old?.watch)?.close();
  };

  return {
    follow(definitions: Definition[]): void {
      const wanted = new Map(definitions.filter(({ watch }) => watch.length > 0).map((definition) => [definition.name, definition]));
      for (const [name, { key }] of watches) if (!wanted.has(name) || keyOf(wanted.get(name)!) !== key) void drop(name);
      for (const [name, definition] of wanted)
        if (!watches.has(name)) watches.set(name, { key: keyOf(definition), watch: open(definition) });
    },
    async close(): Promise<void> {
      await Promise.all([...watches.keys()].map(drop));
    },
  };
}
