// What holds whatever the servers are called and whatever state they are in.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../contract/line.ts';
import { type ServerView, stateKinds } from '../../../contract/server.ts';
import { type MenuRow, type TrayFacts, type TrayModel, trayModel } from '../../../electron/tray/model.ts';
import { at, facts, minutesAgo, now, server, snapshot } from './facts.ts';

const name = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }),
  fc.constantFrom('postgres', 'Q&A', 'a'.repeat(64), 'com.acme.platform.a-very-long-name-of-orders', '漢字'.repeat(30), '🚂'.repeat(30)),
);
const view: fc.Arbitrary<ServerView> = fc
  .record({
    name,
    state: fc.constantFrom(...stateKinds),
    wanted: fc.constantFrom('up', 'down'),
    step: fc.constantFrom(null, 'waiting', 'spawn', 'initialize', 'tools', 'ready'),
    reason: fc.option(fc.string({ maxLength: 80 })),
    dependsOn: fc.array(name, { maxLength: 3 }),
    restarts: fc.nat(3),
    run: fc.nat(2),
    since: fc.nat(10_000).map(minutesAgo),
  })
  .map(({ name, ...rest }) => server(name, rest as Partial<ServerView>));
const contact = fc.constantFrom<Contact>(
  { kind: 'connecting' },
  { kind: 'live' },
  { kind: 'lost', at: at(12, 7), retryAt: at(12, 9), attempt: 1, code: 'no-contact', message: 'gone' },
);
const anyFacts: fc.Arbitrary<TrayFacts> = fc
  .record({
    servers: fc.uniqueArray(view, { maxLength: 20, selector: ({ name }) => name }),
    known: fc.boolean(),
    contact,
    platform: fc.constantFrom<NodeJS.Platform>('darwin', 'win32', 'linux'),
    engine: fc.constantFrom<TrayFacts['engine']>('hosted', 'attached'),
    paused: fc.option(fc.record({ until: fc.option(fc.constant(at(13, 10))) })),
    watchOnly: fc.boolean(),
    stopping: fc.boolean(),
    files: fc.array(fc.string({ unit: 'grapheme', maxLength: 120 }), { maxLength: 2 }),
    calls: fc.array(fc.nat(500), { maxLength: 20 }),
  })
  .map(({ servers, known, contact, platform, engine, paused, watchOnly, stopping, files, calls }) => {
    const shown = snapshot(servers, { paused, watchOnly, stopping });
    for (const [index, lastHour] of calls.entries()) {
      const called = servers[index]?.name;
      if (called !== undefined)
        Object.assign(shown.calls!.servers, { [called]: { perMinute: 0, lastHour, failed: 0, p95Ms: null, lastAt: null } });
    }
    const problems = files.map((file) => ({ file, line: null, column: null, message: 'is not JSON', next: null }));
    return facts(known ? { ...shown, problems } : null, { platform, engine, seen: { contact } });
  });

const always = (holds: (model: TrayModel, facts: TrayFacts) => void) =>
  fc.assert(
    fc.property(anyFacts, (shown) => holds(trayModel(shown), shown)),
    { numRuns: 500 },
  );
const rowsUnder = (row: MenuRow) => (row.kind === 'more' ? row.rows : []);
const labels = ({ menu }: TrayModel): string[] =>
  menu.flatMap((row) => (row.kind === 'separator' ? [] : [row.text, ...rowsUnder(row).map(({ text }) => text)]));
const acts = ({ menu }: TrayModel) => menu.flatMap((row) => (row.kind === 'act' ? [row.act] : rowsUnder(row).map(({ act }) => act)));

describe('whatever is seen', () => {
  it('no label has forty characters or more, and none is empty', () => {
    always((model) => {
      for (const text of labels(model)) {
        expect(text.length).toBeLessThan(40);
        expect(text).not.toBe('');
        expect(text.isWellFormed()).toBe(true);
      }
    });
  });

  it('a tooltip has less than sixty-four characters and begins with the name of the app', () => {
    always(({ tooltip }) => {
      expect(tooltip.length).toBeLessThan(64);
      expect(tooltip).toMatch(/^Roundhouse\n./s);
    });
  });

  it('no hole of a sentence is left open', () => {
    always((model, { seen }) => {
      // names may have braces of their own
      if (seen.snapshot?.servers.some((one) => /[{}]/.test(JSON.stringify([one.name, one.reason, one.dependsOn])))) return;
      if (seen.snapshot?.problems.some(({ file }) => /[{}]/.test(file))) return;
      for (const text of [...labels(model), model.tooltip]) expect(text).not.toMatch(/[{}]/);
    });
  });

  it('there are at most four servers, each at most once, and each is one that exists', () => {
    always((model, { seen }) => {
      const known = new Set(seen.snapshot?.servers.map((one) => one.name));
      const named = acts(model).flatMap((act) => ('server' in act ? [act.server] : []));
      expect(new Set(named).size).toBeLessThanOrEqual(4);
      for (const one of named) expect(known.has(one)).toBe(true);
    });
  });

  it('nothing is asked of an engine that cannot be heard or that ends', () => {
    always((model, { seen }) => {
      if (seen.contact.kind !== 'lost' && !seen.snapshot?.engine.stopping) return;
      expect(new Set(acts(model).map((act) => act.do))).toEqual(new Set(['open', 'quit']));
    });
  });

  it('there is one level of submenus', () => {
    always(({ menu }) => {
      for (const row of menu) for (const under of rowsUnder(row)) expect(Object.keys(under).sort()).toEqual(['act', 'text']);
    });
  });

  it('separators stand only between rows, and the way out is the last', () => {
    always(({ menu }) => {
      const kinds = menu.map(({ kind }) => kind);
      expect(kinds[0]).not.toBe('separator');
      expect(kinds.join(' ')).not.toContain('separator separator');
      expect(menu.at(-1)).toMatchObject({ kind: 'act', act: { do: 'quit' } });
      expect(menu.filter((row) => row.kind === 'act' && row.act.do === 'open' && row.act.to === undefined)).toHaveLength(1);
    });
  });

  it('equal facts give an equal model, also a little later', () => {
    always((model, shown) => {
      expect(trayModel(structuredClone(shown))).toEqual(model);
      expect(model.until === null || model.until > now).toBe(true);
      const later = (model.until ?? now + 86_400_000) - 1;
      expect(trayModel({ ...shown, now: later }).menu).toEqual(model.menu);
    });
  });

  it('a server that is down and wanted never hides behind an icon that says ok', () => {
    always(({ icon }, { seen }) => {
      const isDown = seen.snapshot?.servers.some(({ state }) => state === 'crashed');
      if (seen.contact.kind === 'lost') expect(icon).toBe('attention');
      else if (isDown && !seen.snapshot?.engine.stopping) expect(icon).toBe('failed');
    });
  });
});
