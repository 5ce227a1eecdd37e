// Five hundred clients follow the stream at the usual limit of open files: all get every event, and none costs the servers anything.
import { cheap, until } from '../support/live-engine.ts';
import { descriptors, fault, megabytes, must, rss, withEngine } from './fault.ts';

const CLIENTS = 500;

await fault('many-streams', () =>
  withEngine({ mcpJson: { a: cheap(), b: cheap() } }, async (engine) => {
    const calm = await engine.running('b');
    await engine.running('a');
    const before = { memory: rss(engine.pid), files: descriptors(engine.pid) };
    const leave = new AbortController();
    const seen = Array.from({ length: CLIENTS }, () => ({ open: false, gaps: 0, last: 0, ready: 0 }));
    const follow = async (client: (typeof seen)[number]) => {
      const answer = await fetch(`${engine.url}/api/v1/stream`, {
        headers: { authorization: `Bearer ${engine.token}` },
        signal: leave.signal,
      });
      must(`the stream answered ${answer.status}`, answer.ok);
      client.open = true;
      let rest = '';
      for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
        const parts = (rest + chunk).split('\n\n');
        rest = parts.pop()!;
        for (const part of parts) {
          const id = Number(/^id: ?(?:\S*[^\d])?(\d+)$/m.exec(part)?.[1] ?? 0);
          if (id === 0) continue;
          if (client.last > 0 && id !== client.last + 1) client.gaps++;
          client.last = id;
          if (part.includes('server.running')) client.ready++;
        }
      }
    };
    const all = seen.map((client) => follow(client).catch((error) => (leave.signal.aborted ? undefined : Promise.reject(error))));
    const failed = Promise.all(all);
    await Promise.race([until('all to be connected', () => seen.every(({ open }) => open), 60_000), failed]);
    for (let round = 0; round < 10; round++) {
      await engine.api('POST', '/servers/a/restart');
      await engine.running('a');
    }
    await Promise.race([until('all to have seen ten restarts', () => seen.every(({ ready }) => ready >= 10), 30_000), failed]);
    const during = { memory: rss(engine.pid), files: descriptors(engine.pid) };
    leave.abort();
    await failed;
    let after = during.files;
    await until(
      'their descriptors to be free',
      () => {
        after = descriptors(engine.pid);
        return after <= before.files + 5;
      },
      15_000,
    );
    must(
      'gaps',
      seen.every(({ gaps }) => gaps === 0),
    );
    must('a server was hurt', (await engine.server('b')).pid === calm.pid);
    return `${CLIENTS} streams, 10 restarts seen by all without a gap; memory +${megabytes(during.memory - before.memory)}, descriptors ${before.files} → ${during.files} → ${after}`;
  }),
);
