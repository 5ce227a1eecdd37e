// The least of an MCP client that commands need: one request to the gateway, in the stateless generation. Without the SDK, which takes
// longer to load than most calls to be answered.
import { randomUUID } from 'node:crypto';
import { GatewayHttp } from './connect/gateway-http.ts';
import { recordOf, statelessHeaders, workspaceHeader } from './connect/headers.ts';
import { CommandFailure, exit } from './exit.ts';
import type { FoundEngine } from './find-engine.ts';
import { versionNumber } from './version-number.ts';

export interface GatewayRequest {
  profile: string | undefined;
  method: string;
  params: Record<string, unknown>;
  signal: AbortSignal;
}

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'roundhouse-cli', version: versionNumber },
  // nothing can be asked of a command
  'io.modelcontextprotocol/clientCapabilities': {},
};

export const gatewayPath = (profile: string | undefined): string =>
  profile === undefined ? '/mcp' : `/mcp/p/${encodeURIComponent(profile)}`;

/** The result. Errors of the protocol and of the way there are CommandFailures. */
export function askGateway(
  engine: FoundEngine,
  { profile, method, params: given, signal }: GatewayRequest,
): Promise<Record<string, unknown>> {
  const params = { ...given, _meta: meta };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const http = new GatewayHttp(engine, gatewayPath(profile), {
    'roundhouse-bridge': randomUUID(),
    // one call after the other finds the copy that the last one used
    'x-roundhouse-client': 'roundhouse-cli',
    ...workspaceHeader(),
  });
  return new Promise((resolve, reject) => {
    const fail = (message: string): void => reject(new CommandFailure(message));
    const request = http.post(body, statelessHeaders(method, params) ?? {}, {
      message(json) {
        const { id, result, error } = recordOf(JSON.parse(json.toString())) ?? {};
        if (id !== 1) return;
        const failure = recordOf(error);
        if (failure) fail(String(failure.message));
        else resolve(recordOf(result) ?? {});
      },
      refused: (status, text) => fail(refusal(status, text)),
      failed(error, sent) {
        if (signal.aborted) return fail('cancelled.');
        if (sent) return fail(`the engine went before it had answered: ${error.message}.`);
        reject(new CommandFailure(`no engine is running: its run file is there, but nobody answers. ${error.message}`, exit.noEngine));
      },
      ended: () => fail('the engine ended the call without an answer.'),
    });
    signal.addEventListener('abort', () => request.destroy());
  });
}

function refusal(status: number, text: string): string {
  try {
    const said = JSON.parse(text) as { detail?: string; error?: { message?: string } };
    const words = said.detail ?? said.error?.message;
    if (words) return words;
  } catch {
    // no JSON: the status has to do
  }
  return `the gateway answered ${status}, and not in the engine's way.`;
}
