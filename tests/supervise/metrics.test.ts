import { describe, expect, it } from 'vitest';
import { createSampler } from '../../core/supervise/metrics.ts';
import { createHome, onLinux, until } from './processes.ts';

describe.skipIf(!onLinux)('metrics', () => {
  it('tell CPU, memory and processes of whole trees', async () => {
    const home = await createHome();
    const busy = home.start('sh', ['-c', 'echo up; while :; do :; done & sleep 987']);
    const idle = home.start('sleep', ['987']);
    await until(() => busy.stdout().includes('up'));
    const named = async () => [
      { name: 'busy', mark: busy.mark, ...(await busy.spawned) },
      { name: 'idle', mark: idle.mark, ...(await idle.spawned) },
      { name: 'gone', mark: 'x.y.z.1', pid: 1, startTime: '1.00000000' },
    ];
    const sampler = createSampler(home.trees);
    const [first] = await sampler.sample(await named());
    expect(first).toMatchObject({ name: 'busy', cpu: null });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const [hot, calm, gone] = await sampler.sample(await named());
    expect(hot?.cpu).toBeGreaterThan(15);
    expect(hot?.cpu).toBeLessThan(115);
    expect(hot?.processes).toBe(3);
    expect(hot?.memory).toBeGreaterThan(500_000);
    expect(hot?.members.map((member) => member.pid)).toContain((await busy.spawned).pid);
    expect(calm).toMatchObject({ cpu: 0, processes: 1, members: [await idle.spawned] });
    expect(gone).toEqual({ name: 'gone', cpu: 0, memory: 0, processes: 0, members: [] });
    await home.remove();
    expect(await home.inFolder()).toEqual([]);
  });

  it('of 200 idle trees every 10 s cost next to nothing', async () => {
    const home = await createHome();
    const all = Array.from({ length: 200 }, () => home.start('sleep', ['987']));
    const trees = await Promise.all(all.map(async (one, index) => ({ name: `s${index}`, mark: one.mark, ...(await one.spawned) })));
    const sampler = createSampler(home.trees);
    for (let times = 0; times < 5; times++) await sampler.sample(trees);
    const heap = process.memoryUsage().heapUsed;
    const before = process.cpuUsage();
    const times = 20;
    for (let time = 0; time < times; time++) await sampler.sample(trees);
    const { user, system } = process.cpuUsage(before);
    const each = (user + system) / 1000 / times;
    const { rows } = await home.table.read();
    const at = performance.now();
    for (let time = 0; time < 10; time++) await home.table.read();
    const scan = (performance.now() - at) / 10;
    console.log(
      `one sample of 200 trees among ${rows.length} processes: ${each.toFixed(1)} ms CPU, ${(each / 100).toFixed(3)} % of a core every 10 s; ` +
        `a pass ${scan.toFixed(1)} ms; garbage ≈ ${Math.max(0, Math.round((process.memoryUsage().heapUsed - heap) / 1024 / times))} KB a sample`,
    );
    expect(each).toBeLessThan(50); // 0.5 % of a core
    expect((await sampler.sample(trees)).every((one) => one.processes === 1 && one.cpu !== null)).toBe(true);
    await home.remove();
    expect(await home.inFolder()).toEqual([]);
  });
});
