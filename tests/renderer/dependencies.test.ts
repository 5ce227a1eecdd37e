import { describe, expect, it } from 'vitest';
import { dependenciesOf, isBlocked, nowWords } from '../../renderer/view/dependencies.ts';
import { view } from '../support/page-state.ts';

const down = { state: 'crashed', pid: null } as const;
const of = (...servers: ReturnType<typeof view>[]) => {
  const all = dependenciesOf(servers);
  return { all, get: (name: string) => all.find((one) => one.name === name)! };
};

describe('who needs whom', () => {
  it('leaves out who needs nobody and is needed by nobody, and copies of others', () => {
    const { all } = of(
      view('db'),
      view('api', { dependsOn: ['db'] }),
      view('alone'),
      view('api#2', { dependsOn: ['db'], instanceOf: 'api' }),
    );
    expect(all.map(({ name, needs, users }) => [name, needs, users])).toEqual([
      ['api', ['db'], []],
      ['db', [], ['api']],
    ]);
  });

  it('knows whom nobody defines', () => {
    const { get, all } = of(view('api', { dependsOn: ['ghost'], state: 'starting', step: 'waiting' }));
    expect(get('ghost').view).toBe(null);
    expect(nowWords(get('ghost'), all)).toBe(nowWords({ ...get('ghost'), needs: [] }, all));
    expect(get('api').blockers).toEqual(['ghost']);
    expect(isBlocked(get('api'))).toBe(true);
  });

  it('counts who waits through others, once each, and never a circle for ever', () => {
    const waiting = { state: 'starting', step: 'waiting', pid: null } as const;
    const { get } = of(
      view('db', down),
      view('api', { dependsOn: ['db'], ...waiting }),
      view('web', { dependsOn: ['api', 'db'], ...waiting }),
      view('off', { dependsOn: ['db'], state: 'stopped', wanted: 'down' }),
    );
    expect(get('db').holds).toBe(2);
    expect(get('api').holds).toBe(1);
    expect(of(view('a', { dependsOn: ['b'], ...down }), view('b', { dependsOn: ['a'], ...down })).get('a').holds).toBe(1);
  });

  it('says what that means now', () => {
    const { all, get } = of(
      view('db', down),
      view('api', { dependsOn: ['db'], state: 'starting', step: 'waiting', pid: null }),
      view('stays', { dependsOn: ['db'] }),
      view('off', { dependsOn: ['db'], state: 'stopped', wanted: 'down', pid: null }),
    );
    const words = Object.fromEntries(all.map((one) => [one.name, nowWords(one, all)]));
    expect(new Set(Object.values(words)).size).toBe(4);
    expect(words.api).toContain('db (crashed)');
    expect(isBlocked(get('stays'))).toBe(false);
    expect(isBlocked(get('off'))).toBe(false);
  });
});
