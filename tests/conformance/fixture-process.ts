// The fixture over HTTP, for the run without the gateway.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const fixtureFile = fileURLToPath(new URL('./fixture-server.ts', import.meta.url));

export async function withFixture<T>(generation: 'both' | 'stateless', use: (url: string) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [fixtureFile, '--http', '--generation', generation], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [address] = await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`the fixture ended with ${code}`))),
    ]);
    return await use(String(address).trim());
  } finally {
    child.kill();
  }
}
