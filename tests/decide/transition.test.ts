// The life of a server as a table, and its laws as properties. Long like the table that it tests: it is read beside it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadlineOf, newServer, type Server, type Trouble } from '../../core/decide/server-state.ts';
import { type Effect, type Input, type Rules, transition } from '../../core/decide/transition.ts';

const rules: Rules = {
  kind: 'stdio',
  restart: { policy: 'on-failure', max: 3, backoff: { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.2 }, resetAfterMs: 600_000 },
  health: { intervalMs: 10_000, timeoutMs: 5_000, failures: 3 },
  stopGraceMs: 4_000,
  startTimeoutMs: 120_000,
  enabled: true,
  approval: 'approved',
};
const crash: Trouble = { reason: 'exited with code 1', next: null, mendable: true };

/** A server with its clock and the effects it asked for: a script reads like the story it tells. */
class Story {
  server: Server;
  now = 0;
  effects: Effect[] = [];
  rules: Rules;
  constructor(changes: Partial<Rules> = {}) {
    this.rules = { ...rules, ...changes };
    this.server = newServer(0, 'down');
  }
  say(input: Input): this {
    const before = this.server;
    const out = transition(before, input, this.rules, { now: this.now, jitter: 0 });
    if (out.effects.some((effect) => effect.do === 'spawn')) {
      // what was alive before a spawn must have been reported gone by this very fact
      const wasLeft = before.tree !== null && input.type !== 'gone' && !(input.type === 'failed' && input.tree === 'none');
      if (wasLeft) throw new Error(`two live runs: ${JSON.stringify(input)} on ${JSON.stringify(before)}`);
    }
    this.server = out.server;
    this.effects.push(...out.effects);
    return this;
  }
  wait(ms: number): this {
    const end = this.now + ms;
    for (let at = deadlineOf(this.server); at !== null && at <= end; at = deadlineOf(this.server)) {
      this.now = Math.max(this.now, at);
      const before = this.server;
      this.say({ type: 'due' });
      if (this.server === before) throw new Error(`a deadline that changes nothing: ${JSON.stringify(before.state)}`);
    }
    this.now = end;
    return this;
  }
  up(): this {
    return this.say({ type: 'wish', want: 'up' }).ready();
  }
  ready(): this {
    return this.say({ type: 'ready', run: this.server.run });
  }
  exit(trouble = crash): this {
    return this.say({ type: 'exited', run: this.server.run, trouble });
  }
  die(trouble = crash): this {
    return this.exit(trouble).say({ type: 'gone', run: this.server.run });
  }
  answer(ok: boolean): this {
    return this.say({ type: 'checked', run: this.server.run, id: this.server.checkId, ok, reason: ok ? null : 'refused', latencyMs: 1 });
  }
  get kind() {
    return this.server.state.kind;
  }
  get did() {
    const verbs = this.effects.map((effect) => effect.do);
    this.effects = [];
    return verbs;
  }
}

describe('the crash story', () => {
  it('restarts at once, then after 1 s and 2 s, and gives up after the third restart: four starts', () => {
    const story = new Story().up();
    expect(story.kind).toBe('running');
    story.die();
    expect([story.kind, story.server.run, story.server.restarts]).toEqual(['starting', 2, 1]);
    story.ready().die();
    expect(story.kind).toBe('restarting');
    expect(deadlineOf(story.server)).toBe(story.now + 1000);
    story.wait(1000).ready().die().wait(1999);
    expect(story.kind).toBe('restarting');
    story.wait(1).ready().die();
    expect(story.kind).toBe('crashed');
    expect(story.server.trouble?.reason).toBe('exited with code 1; gave up after 3 restarts');
    expect(story.did.filter((verb) => verb === 'spawn')).toHaveLength(4);
    expect(story.wait(3_600_000).did).toEqual([]);
  });

  it('forgets earlier failures after ten minutes of health', () => {
    const story = new Story({ restart: { ...rules.restart, max: 1 } }).up().die().ready();
    for (let i = 0; i < 61; i++) story.wait(10_000).answer(true);
    story.die();
    expect([story.kind, story.server.streak, story.server.restarts]).toEqual(['starting', 1, 2]);
    story.ready().die();
    expect(story.kind).toBe('crashed');
  });

  it('starts at most 17 times in ten minutes of a crash loop without a limit', () => {
    const story = new Story({ restart: { ...rules.restart, max: Number.POSITIVE_INFINITY } }).up();
    while (story.now < 600_000) {
      if (story.server.tree) story.die();
      story.wait(100);
    }
    expect(story.did.filter((verb) => verb === 'spawn').length).toBeLessThanOrEqual(17);
  });

  it('gives up at once when a retry cannot help', () => {
    const story = new Story().say({ type: 'wish', want: 'up' });
    story.say({ type: 'failed', run: 1, tree: 'none', trouble: { reason: 'command "nope" was not found', next: null, mendable: false } });
    expect([story.kind, story.server.trouble?.reason, story.server.tree]).toEqual(['crashed', 'command "nope" was not found', null]);
  });

  it('waits with the next run until nothing of the last one is left', () => {
    const story = new Story().up().exit();
    expect([story.kind, story.did]).toEqual(['restarting', ['spawn', 'clean']]);
    expect(story.wait(5000).kind).toBe('restarting');
    story.say({ type: 'gone', run: 1 });
    expect([story.kind, story.did]).toEqual(['starting', ['spawn']]);
  });

  it('says that a service which ended with 0 has finished', () => {
    const story = new Story({ kind: 'service' }).up().die({ reason: 'finished, exit 0', next: null, mendable: true, finished: true });
    expect(story.server.state).toEqual({ kind: 'stopped', why: 'finished' });
    expect(new Story({ restart: { ...rules.restart, policy: 'always' } }).up().die({ ...crash, finished: true }).kind).toBe('starting');
    expect(new Story({ restart: { ...rules.restart, policy: 'never' } }).up().die().kind).toBe('crashed');
  });
});

describe('stopping', () => {
  it('ends stdin, then TERM at half of the grace, then KILL at its end', () => {
    const story = new Story().up();
    story.effects = [];
    story.say({ type: 'wish', want: 'down' });
    expect(story.did).toEqual(['end-stdin']);
    expect(story.wait(1999).did).toEqual([]);
    expect(story.wait(1).did).toEqual(['terminate']);
    expect(story.wait(1999).did).toEqual([]);
    expect(story.wait(1).did).toEqual(['kill']);
    story.exit();
    expect(story.kind).toBe('stopping');
    expect(story.say({ type: 'gone', run: 1 }).kind).toBe('stopped');
  });

  it('sends no signal to a polite server, and gives its strays what is left of the grace', () => {
    const story = new Story().up();
    story.effects = [];
    story.say({ type: 'wish', want: 'down' }).wait(500).exit();
    expect(story.effects).toEqual([
      { do: 'end-stdin', run: 1 },
      { do: 'clean', run: 1, graceMs: 3500 },
    ]);
    expect(story.say({ type: 'gone', run: 1 }).kind).toBe('stopped');
  });

  it('a second request escalates; a restart meanwhile starts afterwards; a stop after that wins', () => {
    const story = new Story().up();
    story.effects = [];
    story.say({ type: 'wish', want: 'down' }).say({ type: 'wish', want: 'down' }).say({ type: 'wish', want: 'down' });
    expect(story.did).toEqual(['end-stdin', 'terminate', 'kill']);
    story.say({ type: 'restart', by: 'person' }).say({ type: 'wish', want: 'down' });
    story.exit().say({ type: 'gone', run: 1 });
    expect([story.kind, story.did]).toEqual(['stopped', []]);
  });

  it('wins over a pending restart and over a dead tree that is still swept', () => {
    const story = new Story().up().die().ready().die();
    expect(story.say({ type: 'wish', want: 'down' }).wait(60_000).kind).toBe('stopped');
    const swept = new Story().up().exit().say({ type: 'wish', want: 'down' });
    expect(swept.kind).toBe('stopping');
    expect(swept.say({ type: 'gone', run: 1 }).wait(60_000).kind).toBe('stopped');
  });

  it('has less time when the engine itself ends', () => {
    const story = new Story().up();
    story.effects = [];
    story.say({ type: 'wish', want: 'down', graceMs: 1000 }).wait(500);
    expect(story.did).toEqual(['end-stdin', 'terminate']);
    expect(story.wait(500).did).toEqual(['kill']);
  });
});

describe('health', () => {
  it('is degraded after two missed checks, restarted after three, well again after one answer', () => {
    const story = new Story().up();
    story.wait(10_000).answer(false);
    expect([story.kind, story.server.trouble]).toEqual(['running', null]);
    story.wait(10_000).answer(false);
    expect(story.kind).toBe('degraded');
    story.wait(10_000).answer(true);
    expect([story.kind, story.server.trouble]).toEqual(['running', null]);
    for (let i = 0; i < 3; i++) story.wait(10_000).answer(false);
    expect(story.kind).toBe('stopping');
    story.die();
    expect([story.kind, story.server.restarts]).toEqual(['starting', 1]);
  });

  it('kills a server that stopped answering within 45 s', () => {
    const story = new Story().up();
    let killed = 0;
    while (!killed && story.now < 120_000) {
      story.wait(100);
      if (story.effects.some((effect) => effect.do === 'kill')) killed = story.now;
    }
    expect(killed).toBeGreaterThan(30_000);
    expect(killed).toBeLessThanOrEqual(45_000);
  });

  it('does not hold the machine’s sleep against a server', () => {
    const story = new Story().up().wait(10_000);
    story.now += 8 * 3_600_000;
    story.say({ type: 'slept', ms: 8 * 3_600_000 }).say({ type: 'due' });
    expect(story.answer(true).kind).toBe('running');
  });

  it('a start that takes 110 s is left alone, one past its budget is not', () => {
    expect(new Story().say({ type: 'wish', want: 'up' }).wait(110_000).kind).toBe('starting');
    const late = new Story().say({ type: 'wish', want: 'up' }).wait(120_000);
    expect([late.kind, late.server.trouble?.reason]).toEqual(['stopping', 'did not become ready within 120 s']);
  });

  it('pauses checks and restarts, and goes on where it was', () => {
    const story = new Story().up().say({ type: 'pause', until: 60_000 });
    story.effects = [];
    expect(story.wait(30_000).did).toEqual([]);
    story.die();
    expect(story.server.state).toEqual({ kind: 'stopped', why: 'paused' });
    story.wait(30_000);
    expect([story.kind, story.did]).toEqual(['starting', ['clean', 'spawn']]);
  });
});

describe('sleep', () => {
  const asleep = () => new Story({ idleMs: 1000 }).up().say({ type: 'sleep' }).die();

  it('goes the one way down, stays wanted, and has no process', () => {
    const story = new Story({ idleMs: 1000 }).up();
    story.effects = [];
    story.say({ type: 'sleep' });
    expect([story.kind, story.did, story.server.dormant]).toEqual(['stopping', ['end-stdin'], true]);
    expect(story.wait(2_000).did).toEqual(['terminate']);
    story.die();
    expect([story.kind, story.server.wanted, story.server.tree, story.server.restarts]).toEqual(['idle', 'up', null, 0]);
    expect(story.wait(3_600_000).did).toEqual(['clean']);
  });

  it('wakes with a new run, which is no restart', () => {
    const story = asleep();
    story.effects = [];
    story.say({ type: 'wake' });
    expect([story.kind, story.did, story.server.dormant]).toEqual(['starting', ['spawn'], true]);
    story.ready();
    expect([story.kind, story.server.run, story.server.restarts, story.server.dormant]).toEqual(['running', 2, 0, false]);
  });

  it('a call while it falls asleep starts it again afterwards; a stop wins over both', () => {
    const story = new Story({ idleMs: 1000 }).up().say({ type: 'sleep' }).say({ type: 'wake' });
    expect(story.kind).toBe('stopping');
    expect(story.die().kind).toBe('starting');
    const stopped = new Story({ idleMs: 1000 }).up().say({ type: 'sleep' }).say({ type: 'wake' }).say({ type: 'wish', want: 'down' });
    expect([stopped.die().kind, stopped.server.dormant]).toEqual(['stopped', false]);
    expect(stopped.say({ type: 'wake' }).kind).toBe('stopped');
  });

  it('is stopped, started, restarted and switched off like any other', () => {
    expect(asleep().say({ type: 'wish', want: 'down' }).kind).toBe('stopped');
    expect(asleep().say({ type: 'wish', want: 'up' }).kind).toBe('starting');
    expect(asleep().say({ type: 'restart', by: 'person' }).kind).toBe('starting');
    expect(asleep().say({ type: 'redefined', relaunch: true }).kind).toBe('starting');
    expect(asleep().say({ type: 'redefined', relaunch: false }).kind).toBe('idle');
    const off = asleep();
    off.rules = { ...off.rules, enabled: false };
    expect(off.say({ type: 'redefined', relaunch: false }).kind).toBe('disabled');
    const never = asleep();
    never.rules = rules;
    expect(never.say({ type: 'redefined', relaunch: false }).kind).toBe('starting');
  });

  it('does not take what is ill, what is paused, or what is to stay up', () => {
    const degraded = new Story({ idleMs: 1000 }).up();
    for (let i = 0; i < 2; i++) degraded.wait(10_000).answer(false);
    expect(degraded.say({ type: 'sleep' }).kind).toBe('degraded');
    expect(new Story({ idleMs: 1000 }).up().say({ type: 'pause', until: null }).say({ type: 'sleep' }).kind).toBe('running');
    expect(new Story().up().say({ type: 'sleep' }).kind).toBe('running');
  });

  it('one that crashes when it is woken is restarted, and what it offered stands no longer', () => {
    const story = asleep().say({ type: 'wake' }).die();
    expect([story.kind, story.server.restarts, story.server.dormant]).toEqual(['starting', 1, false]);
  });

  it('sleeps again and again, while it was well for long enough, without its old failures counting', () => {
    const story = new Story({ idleMs: 1000, restart: { ...rules.restart, max: 1 } }).up().die().ready();
    for (let i = 0; i < 61; i++) story.wait(10_000).answer(true);
    story.say({ type: 'sleep' }).die().say({ type: 'wake' }).ready().die();
    expect(story.kind).toBe('starting');
  });
});

describe('dependencies and definitions', () => {
  it('waits until what it depends on is ready', () => {
    const story = new Story().say({ type: 'dependencies', blockedBy: ['db'] }).say({ type: 'wish', want: 'up' });
    expect([story.server.state, story.did]).toEqual([{ kind: 'starting', step: 'waiting', deadline: null }, []]);
    expect(story.say({ type: 'dependencies', blockedBy: [] }).did).toEqual(['spawn']);
  });

  it('a changed launch restarts what is up, revives what crashed, and leaves down what was stopped', () => {
    const up = new Story().up().say({ type: 'redefined', relaunch: true });
    expect(up.kind).toBe('stopping');
    expect(up.die().kind).toBe('starting');
    const crashed = new Story({ restart: { ...rules.restart, max: 0 } }).up().die();
    expect(crashed.kind).toBe('crashed');
    expect(crashed.say({ type: 'redefined', relaunch: true }).kind).toBe('starting');
    const down = new Story().up().say({ type: 'wish', want: 'down' }).die();
    expect(down.say({ type: 'redefined', relaunch: true }).say({ type: 'restart', by: 'change' }).kind).toBe('stopped');
  });

  it('never starts what is refused, says why, and starts it when the config is mended', () => {
    const story = new Story({ refused: { reason: 'a → b → a', next: 'take one out' } }).say({ type: 'wish', want: 'up' });
    expect([story.kind, story.server.trouble?.reason, story.did]).toEqual(['crashed', 'a → b → a', []]);
    story.rules = rules;
    expect(story.say({ type: 'redefined', relaunch: true }).kind).toBe('starting');
  });

  it('stops what is switched off, and starts it again when it is switched on', () => {
    const story = new Story().up();
    story.rules = { ...story.rules, enabled: false };
    expect(story.say({ type: 'redefined', relaunch: false }).kind).toBe('stopping');
    expect(story.die().kind).toBe('disabled');
    expect(story.say({ type: 'wish', want: 'up' }).kind).toBe('disabled');
    story.rules = { ...story.rules, enabled: true };
    expect(story.say({ type: 'redefined', relaunch: false }).kind).toBe('starting');
  });
});

// --- any interleaving keeps the invariants -----------------------------------------------------------------------------

const trouble: fc.Arbitrary<Trouble> = fc.record({
  reason: fc.constant('x'),
  next: fc.constant(null),
  mendable: fc.boolean(),
  finished: fc.boolean(),
});
/** how far behind the present run a fact is: 0 = of this run */
const behind = fc.nat({ max: 2 });
const move = fc.oneof(
  fc.record({ type: fc.constant('wish' as const), want: fc.constantFrom('up' as const, 'down' as const), hurry: fc.boolean() }),
  fc.record({ type: fc.constant('restart' as const), by: fc.constantFrom('person' as const, 'change' as const) }),
  fc.record({ type: fc.constant('redefined' as const), relaunch: fc.boolean(), enabled: fc.boolean() }),
  fc.record({ type: fc.constant('dependencies' as const), blockedBy: fc.constantFrom<string[]>([], ['db']) }),
  fc.record({ type: fc.constantFrom('sleep' as const, 'wake' as const) }),
  fc.record({ type: fc.constant('pause' as const), ms: fc.option(fc.nat(50_000)) }),
  fc.record({ type: fc.constant('resume' as const) }),
  fc.record({ type: fc.constant('ready' as const), behind }),
  fc.record({ type: fc.constant('exited' as const), behind, trouble }),
  fc.record({ type: fc.constant('failed' as const), behind, trouble, tree: fc.constantFrom('none' as const, 'alive' as const) }),
  fc.record({ type: fc.constant('gone' as const), behind }),
  fc.record({ type: fc.constant('checked' as const), behind, ok: fc.boolean(), late: fc.boolean() }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.nat(20_000) }),
  fc.record({ type: fc.constant('slept' as const), ms: fc.nat(100_000) }),
);
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

function play(story: Story, next: Move): void {
  switch (next.type) {
    case 'wish':
      story.say(next.hurry && next.want === 'down' ? { type: 'wish', want: 'down', graceMs: 100 } : { type: 'wish', want: next.want });
      return;
    case 'redefined':
      story.rules = { ...story.rules, enabled: next.enabled };
      story.say({ type: 'redefined', relaunch: next.relaunch });
      return;
    case 'pause':
      story.say({ type: 'pause', until: next.ms === null ? null : story.now + next.ms });
      return;
    case 'wait':
      story.wait(next.ms);
      return;
    case 'checked':
      story.say({
        type: 'checked',
        run: story.server.run - next.behind,
        id: story.server.checkId - (next.late ? 1 : 0),
        ok: next.ok,
        reason: null,
        latencyMs: 1,
      });
      return;
    case 'ready':
    case 'exited':
    case 'failed':
    case 'gone': {
      const { behind: back, ...input } = next;
      // the edge reports `gone` only for a run whose leader has exited or was killed
      if (next.type === 'gone' && back === 0 && story.server.tree?.leader === 'alive') return;
      story.say({ ...input, run: story.server.run - back } as Input);
      return;
    }
    default:
      story.say(next);
  }
}

const upStates = new Set(['running', 'degraded']);

describe('any interleaving of wishes, facts, timers and stale facts', () => {
  it('never has two live runs, never spawns what a person stopped, and never shows a state that is not so', () => {
    fc.assert(
      fc.property(
        fc.array(move, { maxLength: 60 }),
        fc.constantFrom('stdio' as const, 'service' as const),
        fc.boolean(),
        (moves, kind, sleeps) => {
          const story = new Story({ kind, ...(sleeps ? { idleMs: 1000 } : {}) });
          for (const next of moves) {
            const before = story.server;
            const seen = story.effects.length;
            play(story, next);
            const { server } = story;
            const fresh = story.effects.slice(seen);
            const spawns = fresh.filter((effect) => effect.do === 'spawn');
            expect(spawns.length).toBeLessThanOrEqual(next.type === 'wait' ? 60 : 1);
            expect(server.run - before.run).toBe(spawns.length);
            if (before.wanted === 'down' && next.type !== 'wish' && next.type !== 'restart') expect(spawns).toEqual([]);
            if (next.type === 'wish' && next.want === 'down') expect([server.wanted, spawns.length]).toEqual(['down', 0]);
            if (server.state.kind === 'idle') expect([server.tree, server.wanted, sleeps]).toEqual([null, 'up', true]);
            if (next.type === 'sleep') expect(spawns).toEqual([]);
            if (next.type === 'wake') expect(spawns.length).toBe(before.state.kind === 'idle' && server.blockedBy.length === 0 ? 1 : 0);
            if (server.dormant) expect(server.wanted).toBe('up');
            if (upStates.has(server.state.kind)) expect(server.tree).toEqual({ run: server.run, leader: 'alive' });
            if (server.state.kind === 'stopping') expect(server.tree).not.toBeNull();
            if (server.state.kind === 'starting' && server.state.step !== 'waiting') expect(server.tree?.run).toBe(server.run);
            if (server.state.kind === 'crashed') expect(server.trouble).not.toBeNull();
            if (server.tree) expect(server.tree.run).toBe(server.run);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('ends stopped, with nothing alive, once a stop was asked for and the edge did what it was told', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const story = new Story({ idleMs: 1000 });
        for (const next of moves) play(story, next);
        story.rules = { ...story.rules, enabled: true };
        story.say({ type: 'redefined', relaunch: false }).say({ type: 'wish', want: 'down' }).wait(5_000);
        if (story.server.tree?.leader === 'alive') story.exit();
        if (story.server.tree) story.say({ type: 'gone', run: story.server.run });
        story.wait(3_600_000);
        expect([story.kind, story.server.tree, story.server.wanted]).toEqual(['stopped', null, 'down']);
      }),
      { numRuns: 2000 },
    );
  });

  it('a fact of another run changes nothing', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), trouble, (moves, back, why) => {
        const story = new Story();
        for (const next of moves) play(story, next);
        const { server } = story;
        const run = server.run - back;
        for (const stale of [
          { type: 'ready', run },
          { type: 'exited', run, trouble: why },
          { type: 'failed', run, trouble: why, tree: 'none' },
          { type: 'gone', run },
          { type: 'checked', run, id: server.checkId, ok: false, reason: null, latencyMs: null },
        ] satisfies Input[]) {
          const out = transition(server, stale, story.rules, { now: story.now, jitter: 0 });
          expect(out).toEqual({ server, effects: [] });
        }
      }),
    );
  });
});
