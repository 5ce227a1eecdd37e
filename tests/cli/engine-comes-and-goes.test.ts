// How an engine comes and goes: in the background for a command that needs one, and as `serve`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshHome } from './run-cli.ts';

describe('an engine in the background', () => {
  it('is one, when several commands want one at the same time', async () => {
    const other = freshHome();
    try {
      const ran = await Promise.all([other.run(['start']), other.run(['start']), other.run(['open', '--json'])]);
      expect(ran.map((each) => each.code)).toEqual([0, 0, 0]);
      const pids = new Set(ran.map((each) => /\(pid (\d+)\)/.exec(each.stderr)?.[1]).filter(Boolean));
      expect(pids.size).toBe(1);
      const { pid } = JSON.parse(readFileSync(join(other.env.ROUNDHOUSE_HOME!, 'run', 'daemon.json'), 'utf8')) as { pid: number };
      expect(pids).toEqual(new Set([String(pid)]));
    } finally {
      await other.run(['shutdown']);
      other.remove();
    }
  });

  it('that cannot come up says why, with its last words', async () => {
    const other = freshHome();
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    try {
      const { port } = taken.address() as AddressInfo;
      mkdirSync(other.env.ROUNDHOUSE_HOME!, { recursive: true });
      writeFileSync(join(other.env.ROUNDHOUSE_HOME!, 'roundhouse.yaml'), `http: { port: ${port} }\n`);
      const ran = await other.run(['start']);
      expect(ran).toMatchObject({ code: 1, stdout: '' });
      expect(ran.stderr).toContain('the engine did not come up: it ended at once (exit code 1)');
      expect(ran.stderr).toContain(String(port));
      expect(ran.stderr).toContain(join('run', 'start.log'));
    } finally {
      taken.close();
      other.remove();
    }
  });

  it('does not carry the mark of a process that another engine owns', async () => {
    const other = freshHome();
    try {
      await other.run(['start'], { env: { ROUNDHOUSE_MARK: 'somebody-elses' } });
      const { pid } = JSON.parse(readFileSync(join(other.env.ROUNDHOUSE_HOME!, 'run', 'daemon.json'), 'utf8')) as { pid: number };
      if (process.platform === 'linux') expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('somebody-elses');
      expect((await other.run(['status'])).code).toBe(0);
    } finally {
      await other.run(['shutdown']);
      other.remove();
    }
  });
});

describe('serve', () => {
  it('prints where it runs, and ends 0 on Ctrl-C', async () => {
    const other = freshHome();
    try {
      const ran = await other.run(['serve', '--port', '0', '--no-autostart', '--json'], { until: (stdout) => stdout.includes('\n') });
      expect(ran.code).toBe(0);
      expect(JSON.parse(ran.stdout)).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), pid: expect.any(Number) });
    } finally {
      other.remove();
    }
  });

  it('with a config that cannot be used ends 1, naming the place', async () => {
    const other = freshHome();
    try {
      const file = join(other.folder, 'wrong.yaml');
      writeFileSync(file, 'version: 1\nserverz: {}\n');
      const ran = await other.run(['serve', '--port', '0', '--config', file]);
      expect(ran).toMatchObject({ code: 1, stdout: '' });
      expect(ran.stderr).toContain(`${file}:2:1`);
    } finally {
      other.remove();
    }
  });
});
