// Whether a service serves: by its health URL, by its port, or by its process. The checks have no opinion of time beyond their
// own limit; when to ask and what to make of the answer is decided elsewhere.
import { isListening } from './port-holder.ts';
import type { CheckAnswer } from './run.ts';

export interface Probe {
  http?: string | undefined;
  port?: number | null;
}

export async function checkService(probe: Probe, timeoutMs: number, signal?: AbortSignal): Promise<CheckAnswer> {
  const began = performance.now();
  const answer = (ok: boolean, reason: string | null): CheckAnswer => ({
    ok,
    reason,
    latencyMs: ok ? Math.round((performance.now() - began) * 100) / 100 : null,
  });
  if (probe.http) {
    try {
      const limit = AbortSignal.timeout(timeoutMs);
      const response = await fetch(probe.http, { redirect: 'manual', signal: signal ? AbortSignal.any([limit, signal]) : limit });
      await response.body?.cancel();
      if (response.status < 400) return answer(true, null);
      return answer(false, `${probe.http} answered ${response.status}`);
    } catch (error) {
      return answer(false, `${probe.http} ${whyNot(error, timeoutMs)}`);
    }
  }
  if (probe.port) {
    const open = (await isListening('127.0.0.1', probe.port, timeoutMs)) || (await isListening('::1', probe.port, timeoutMs));
    return open ? answer(true, null) : answer(false, `nothing listens on port ${probe.port}`);
  }
  return answer(true, null);
}

function whyNot(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `did not answer within ${timeoutMs} ms`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ECONNREFUSED') return 'refused the connection';
  return `could not be reached (${code || (cause instanceof Error ? cause.message : String(cause))})`;
}
