import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refuseDependencies } from '../../core/decide/dependencies.ts';
import { startWaves, withDependencies, withDependents } from '../../core/decide/waves.ts';

const of = (graph: Record<string, string[]>) => Object.entries(graph).map(([name, dependsOn]) => ({ name, dependsOn }));
const diamond = of({ web: ['api', 'cache'], api: ['db'], cache: ['db'], db: [], lone: [] });

describe('start order', () => {
  it('waves, dependencies first', () => expect(startWaves(diamond)).toEqual([['db', 'lone'], ['api', 'cache'], ['web']]));
  it('passes over what nobody defines, and loses nobody in a circle', () => {
    expect(startWaves(of({ a: ['gone'], b: ['c'], c: ['b'] }))).toEqual([['a'], ['b', 'c']]);
  });
  it('reaches both ways', () => {
    expect(withDependencies(['api'], diamond)).toEqual(['api', 'db']);
    expect(withDependents(['cache', 'lone', 'nobody'], diamond)).toEqual(['cache', 'lone', 'web']);
  });

  const graphs = fc
    .integer({ min: 1, max: 12 })
    .chain((count) =>
      fc
        .array(fc.array(fc.integer({ min: 0, max: count - 1 }), { maxLength: 4 }), { minLength: count, maxLength: count })
        .map((edges) => edges.map((to, index) => ({ name: `s${index}`, dependsOn: [...new Set(to.map((one) => `s${one}`))] }))),
    );
  it('holds for any graph: each once, the order of the list does not matter, and circles are refused', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const waves = startWaves(graph);
        expect(waves.flat().sort()).toEqual(graph.map((one) => one.name).sort());
        expect(startWaves([...graph].reverse())).toEqual(waves);
        const refused = refuseDependencies(graph);
        const wave = new Map(waves.flatMap((names, index) => names.map((name) => [name, index] as const)));
        if (refused.length === 0)
          for (const { name, dependsOn } of graph) for (const other of dependsOn) expect(wave.get(other)).toBeLessThan(wave.get(name)!);
        for (const { name, message } of refused) {
          const path = message.split(': ').at(-1)!.split(' → ');
          expect([path[0], path.at(-1)]).toEqual([name, name]);
          for (const [index, step] of path.slice(0, -1).entries())
            expect(graph.find((one) => one.name === step)!.dependsOn).toContain(path[index + 1]);
        }
        // who is in a circle is exactly who reaches itself
        const inCircle = graph.filter((one) => withDependencies(one.dependsOn, graph).includes(one.name)).map((one) => one.name);
        expect(refused.map((one) => one.name)).toEqual(inCircle);
      }),
    );
  });
});
