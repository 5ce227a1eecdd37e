// So many calls, so many of them at a time.
import { cpuMs } from '../process-facts.ts';
import type { LeanClient } from './lean-client.ts';

export interface Load {
  /** each call's, in milliseconds */
  latencies: number[];
  perSecond: number;
  /** of the measured process, for one call */
  cpuMsPerCall: number;
}

export async function load(
  client: LeanClient,
  tool: string,
  bytes: number,
  inFlight: number,
  calls: number,
  pid: number | null,
): Promise<Load> {
  const message = 'x'.repeat(bytes);
  const latencies: number[] = [];
  let left = calls;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      const { content } = await client.ask('tools/call', { name: tool, arguments: { message } });
      latencies.push(performance.now() - began);
      if (content[0].text.length !== bytes) throw new Error(`asked for ${bytes} bytes, got ${content[0].text.length}`);
    }
  };
  const [cpuBefore, began] = [pid === null ? 0 : cpuMs(pid), performance.now()];
  await Promise.all(Array.from({ length: inFlight }, caller));
  const seconds = (performance.now() - began) / 1_000;
  const cpu = pid === null ? Number.NaN : cpuMs(pid) - cpuBefore;
  return { latencies, perSecond: calls / seconds, cpuMsPerCall: cpu / calls };
}
