// Who belongs to a tree, and that nobody else is ever signalled: on tables made by hand, where pids can be recycled at will.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GUARDIAN_MARK, homeId, markFor, parseMark } from '../../core/supervise/mark.ts';
import type { ProcessPass, ProcessRow, ProcessTable } from '../../core/supervise/process-table.ts';
import { parseStat } from '../../core/supervise/process-table-linux.ts';
import { parseMarks, parsePs } from '../../core/supervise/process-table-ps.ts';
import { killAll, signalExact } from '../../core/supervise/sweep.ts';
import { findMembers, treeOf } from '../../core/supervise/tree.ts';

const ENGINE = 10;
const row = (pid: number, ppid: number, more: Partial<ProcessRow> = {}): ProcessRow => ({
  pid,
  ppid,
  group: pid,
  session: pid,
  zombie: false,
  halted: false,
  start: pid * 100,
  cpuMs: 0,
  rss: 0,
  ...more,
});
const engine = row(ENGINE, 1, { group: 9, session: 9 });
const shell = row(9, 1);

/** `now` is what the machine is like at the moment of a signal; `pass` what it was like when it was looked at. */
function tableOf(marks: Record<number, string>, now: () => ProcessRow[] = () => []): ProcessTable {
  return {
    read: async () => ({ rows: now(), vanished: 0, doubtful: 0 }),
    startNow: (pid) => now().find((one) => one.pid === pid)?.start ?? null,
    markOf: (one) => marks[one.pid] ?? null,
    sameStart: (a, b) => a === b,
    startText: String,
    parseStart: Number,
    startOfNew: () => 0,
  };
}

const passOf = (...rows: ProcessRow[]): ProcessPass => ({ rows: [shell, engine, ...rows], vanished: 0, doubtful: 0 });
const pids = (rows: ProcessRow[] | undefined) => (rows ?? []).map((one) => one.pid).sort((a, b) => a - b);

describe('findMembers', () => {
  const leader = row(100, ENGINE);
  const identity = { mark: 'h.i.a.1', pid: 100, startTime: '10000' };

  it('finds members by mark, by session, by group and by descent, each alone', () => {
    const table = tableOf({ 100: 'h.i.a.1', 201: 'h.i.a.1' });
    const tree = treeOf(identity, table, true);
    const rows = [
      leader,
      row(201, 1), // daemon with the mark
      row(202, 1, { session: 100 }), // re-parented, mark cleared, same session
      row(203, 1, { session: 201, group: 203 }), // in the session of a daemon of ours
      row(204, 203), // its child with a session of its own
      row(300, 1), // somebody else
    ];
    expect(pids(findMembers(passOf(...rows), [tree], table, ENGINE).get(tree))).toEqual([100, 201, 202, 203, 204]);
  });

  it('remembers who was a member, also when nothing tells it any more', () => {
    const table = tableOf({ 100: 'h.i.a.1' });
    const tree = treeOf(identity, table, true);
    findMembers(passOf(leader, row(201, 100)), [tree], table, ENGINE);
    // its parent has died, its mark is cleared, its session is its own
    expect(pids(findMembers(passOf(row(201, 1), row(202, 1, { session: 201 })), [tree], table, ENGINE).get(tree))).toEqual([201, 202]);
  });

  it('knows the session of a member that has made it and died since the last pass', () => {
    const table = tableOf({ 100: 'h.i.a.1' });
    const tree = treeOf(identity, table, true);
    findMembers(passOf(leader, row(201, 100, { session: 100, group: 100 })), [tree], table, ENGINE);
    expect(pids(findMembers(passOf(leader, row(202, 1, { session: 201, group: 201 })), [tree], table, ENGINE).get(tree))).toEqual([
      100, 202,
    ]);
  });

  it('never counts a process that has the pid of an earlier member', () => {
    const table = tableOf({});
    const tree = treeOf(identity, table, true);
    findMembers(passOf(leader, row(201, 100)), [tree], table, ENGINE);
    const recycled = [row(100, 1, { start: 99_999 }), row(201, 1, { start: 88_888 })];
    const theirs = [row(400, 100), row(401, 1, { session: 100 }), row(402, 1, { group: 201 })];
    expect(pids(findMembers(passOf(...recycled, ...theirs), [tree], table, ENGINE).get(tree))).toEqual([]);
  });

  it('does not take the session of a recorded leader that is long dead for its own', () => {
    const table = tableOf({});
    const tree = treeOf(identity, table);
    expect(pids(findMembers(passOf(row(500, 1, { session: 100 })), [tree], table, ENGINE).get(tree))).toEqual([]);
  });

  it('leaves out the engine, guardians, zombies and what carries a mark of somebody else', () => {
    const table = tableOf({ 100: 'h.i.a.1', 110: GUARDIAN_MARK, 120: 'other.x.y.1', 130: 'h.i.b.2', 10: 'h.i.a.1' });
    const tree = treeOf(identity, table, true);
    const rows = [leader, row(110, 100), row(120, 100), row(121, 120), row(130, 100), row(140, 100, { zombie: true }), row(150, ENGINE)];
    expect(pids(findMembers(passOf(...rows), [tree], table, ENGINE).get(tree))).toEqual([100]);
  });

  it('never takes the session of the engine for a tree, though a marked process is in it', () => {
    const table = tableOf({ 100: 'h.i.a.1', 160: 'h.i.a.1' });
    const tree = treeOf(identity, table, true);
    const rows = [leader, row(160, 1, { session: 9, group: 9 }), row(161, 1, { session: 9, group: 9 })];
    expect(pids(findMembers(passOf(...rows), [tree], table, ENGINE).get(tree))).toEqual([100, 160]);
  });

  it('keeps many trees apart', () => {
    const table = tableOf({ 100: 'h.i.a.1', 200: 'h.i.b.1' });
    const a = treeOf(identity, table, true);
    const b = treeOf({ mark: 'h.i.b.1', pid: 200, startTime: '20000' }, table, true);
    const found = findMembers(passOf(leader, row(200, ENGINE), row(101, 100), row(201, 200)), [a, b], table, ENGINE);
    expect([pids(found.get(a)), pids(found.get(b))]).toEqual([
      [100, 101],
      [200, 201],
    ]);
  });
});

describe('signals', () => {
  it('spare a process that got the pid between the look and the signal', () => {
    const sent: number[] = [];
    const table = tableOf({}, () => [row(100, 1, { start: 77 })]);
    expect(signalExact(table, row(100, 1), 'SIGKILL', (pid) => sent.push(pid))).toBe(false);
    expect(signalExact(table, row(100, 1, { start: 77 }), 'SIGKILL', (pid) => sent.push(pid))).toBe(true);
    expect(sent).toEqual([100]);
  });

  it('hit only members, whatever is recycled, forked and re-parented meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ pid: fc.integer({ min: 100, max: 110 }), kind: fc.constantFrom('fork', 'alien', 'die', 'detach') }), {
          maxLength: 30,
        }),
        async (story) => {
          // the world: pids are few, so they are recycled all the time
          const world = new Map<number, ProcessRow & { ours: boolean }>();
          let clock = 1;
          const add = (pid: number, ppid: number, ours: boolean) => {
            if (!world.has(pid))
              world.set(pid, { ...row(pid, ppid, { start: clock++, session: ours ? 99 : pid, group: ours ? 99 : pid }), ours });
          };
          world.set(99, { ...row(99, ENGINE, { start: clock++ }), ours: true });
          const table = tableOf({}, () => [shell, engine, ...world.values()]);
          const tree = treeOf({ mark: 'h.i.a.1', pid: 99, startTime: '1' }, table, true);
          let step = 0;
          const play = () => {
            const scene = story[step++];
            if (!scene) return;
            const present = world.get(scene.pid);
            if (scene.kind === 'fork' && world.size > 0)
              add(
                scene.pid,
                [...world.values()].find((one) => one.ours)?.pid ?? 1,
                [...world.values()].some((one) => one.ours),
              );
            else if (scene.kind === 'alien') add(scene.pid, 1, false);
            else if (scene.kind === 'die') world.delete(scene.pid);
            else if (present?.ours) Object.assign(present, { ppid: 1 });
          };
          const wrong: number[] = [];
          const read = table.read;
          table.read = async () => {
            play();
            const pass = await read();
            const copy = { ...pass, rows: pass.rows.map((one) => ({ ...one })) };
            play(); // the world goes on between the look and the signal
            return copy;
          };
          await killAll(
            table,
            (pass) => findMembers(pass, [tree], table, ENGINE).get(tree) ?? [],
            200,
            (pid, signal) => {
              if (!world.get(pid)?.ours) wrong.push(pid);
              if (signal === 'SIGKILL') world.delete(pid);
            },
          );
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('reading', () => {
  it('counts the fields of a stat line from the last bracket', () => {
    const line = '4242 (a) b ) (x\n y) S 7 8 9 0 -1 4194560 1 2 3 4 50 25 0 0 20 0 1 0 123456 1000 300 18446744073709551615';
    expect(parseStat(line, 4096)).toEqual({
      pid: 4242,
      ppid: 7,
      group: 8,
      session: 9,
      zombie: false,
      halted: false,
      cpuMs: 750,
      start: 123456,
      rss: 300 * 4096,
    });
    expect(parseStat('', 4096)).toBeNull();
    expect(parseStat('12 (x) S 1', 4096)).toBeNull();
  });

  it('reads what ps prints', () => {
    const [first] = parsePs('  501     1   501      0 Ss   1-02:03:04.50   2048 Mon Nov  2 10:11:12 2026\n');
    expect(first).toMatchObject({ pid: 501, ppid: 1, group: 501, rss: 2_097_152, cpuMs: ((26 * 60 + 3) * 60 + 4.5) * 1000 });
    expect(first?.start).toBe(Date.parse('Nov 2 2026 10:11:12'));
    expect(parseMarks('  77 node x ROUNDHOUSE_MARK=fake HOME=/x ROUNDHOUSE_MARK=h.i.a.1 TERM=x\n')).toEqual(new Map([[77, 'h.i.a.1']]));
  });

  it('gives marks that are read back for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), (server, run) => {
        const mark = markFor(homeId('/home'), 'abc123', server, run);
        expect(mark).toMatch(/^[\w%.-]+$/);
        expect(parseMark(mark)).toEqual({ home: homeId('/home'), instance: 'abc123', server, run });
      }),
    );
  });
});
