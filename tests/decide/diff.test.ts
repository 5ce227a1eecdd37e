import { describe, expect, it } from 'vitest';
import { diffDefinitions } from '../../core/decide/diff.ts';
import { layerOf } from '../../core/decide/layer.ts';
import { mergeConfig } from '../../core/decide/merge-config.ts';
import type { Plain } from '../../core/decide/tree.ts';

function definitions(servers: Record<string, { [key: string]: Plain }>) {
  const entries = Object.entries(servers).map(([name, values]) => ({
    ...{ client: 'mcp-json', file: '/m', name, line: 1, column: 1, trusted: true, folder: null, warnings: [] },
    layer: layerOf(values, '/m'),
  }));
  const outside = {
    lookup: () => undefined,
    hash: (text: string) => text,
    isApproved: () => true,
    resolveFolder: (_base: string, folder: string) => folder,
    runsIn: () => undefined,
    ownPorts: [],
  };
  return mergeConfig(null, entries, outside).definitions;
}

describe('what a change means', () => {
  it('tells added, removed, relaunched and changed apart', () => {
    const before = definitions({
      same: { command: 'x', env: { A: '1', B: '2' } },
      gone: { command: 'g' },
      other: { command: 'o' },
      off: { command: 'f' },
    });
    const after = definitions({
      fresh: { command: 'n' },
      other: { command: 'o', args: ['1'] },
      off: { command: 'f', enabled: false },
      same: { env: { B: '2', A: '1' }, command: 'x' },
    });
    expect(diffDefinitions(before, after)).toEqual({ added: ['fresh'], removed: ['gone'], relaunched: ['other'], changed: ['off'] });
    expect(diffDefinitions(after, after)).toEqual({ added: [], removed: [], relaunched: [], changed: [] });
  });
  it('sees a limit that went from a number to unlimited', () => {
    const [one] = definitions({ a: { command: 'x' } });
    const unlimited = { ...one!, restart: { ...one!.restart, max: Number.POSITIVE_INFINITY } };
    expect(diffDefinitions([one!], [unlimited]).changed).toEqual(['a']);
  });
});
