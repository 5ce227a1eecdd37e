// One liveness check over a link, as an answer and never as an exception.
import { LinkError, type OpenedLink } from '../link/link.ts';
import type { CheckAnswer } from './run.ts';

export async function askLink(link: OpenedLink | null, timeoutMs: number): Promise<CheckAnswer & { fatal?: LinkError }> {
  if (!link) return { ok: false, latencyMs: null, reason: 'it is not connected' };
  try {
    const { latencyMs } = await link.check(timeoutMs);
    return { ok: true, latencyMs, reason: null };
  } catch (error) {
    const fatal = error instanceof LinkError && error.kind === 'fatal' ? { fatal: error } : {};
    return { ok: false, latencyMs: null, reason: error instanceof Error ? error.message : String(error), ...fatal };
  }
}
