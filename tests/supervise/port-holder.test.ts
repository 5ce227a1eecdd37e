import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort, isListening, listeningInodes, portHolder } from '../../core/supervise/port-holder.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function listen(host: string): Promise<number> {
  const server = createServer();
  servers.push(server);
  return new Promise((resolve) => server.listen(0, host, () => resolve((server.address() as { port: number }).port)));
}

describe('ports', () => {
  it.each(['127.0.0.1', '0.0.0.0'])('name who listens on %s', async (host) => {
    const port = await listen(host);
    expect(await isListening('127.0.0.1', port, 1000)).toBe(true);
    expect(await portHolder(port)).toMatchObject({ pid: process.pid, command: expect.stringMatching(/\S/) });
  });

  it('that are free are held by nobody and can be listened on', async () => {
    const port = await freePort();
    expect(await portHolder(port)).toBeNull();
    expect(await isListening('127.0.0.1', port, 1000)).toBe(false);
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  });

  it('that never answer are given up in time', async () => {
    const at = performance.now();
    expect(await isListening('192.0.2.1', 9, 100)).toBe(false);
    expect(performance.now() - at).toBeLessThan(2000);
  });

  it('are found in the table of the kernel only while they are listened on', () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1
   1: 0100007F:1F90 0100007F:C000 01 00000000:00000000 00:00000000 00000000     0        0 778 1`;
    expect(listeningInodes(table, 8080)).toEqual(['socket:[777]']);
    expect(listeningInodes(table, 80)).toEqual([]);
  });
});
