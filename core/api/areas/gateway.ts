// Answers about the gateway: its tools, its clients, its calls.
import { Failure } from '../../../contract/errors.ts';
import type { ClientToken, NewClientToken, RevokedToken } from '../../../contract/routes/client-tokens.ts';
import type { GatewayTool, GatewayView } from '../../../contract/routes/gateway.ts';
import type { Actor } from '../../../contract/server.ts';
import type { Surface } from '../../../contract/surface.ts';
import type { DefinitionFinding } from '../../../contract/trust.ts';
import { tokensOf } from '../../gateway/tokens.ts';
import type { Approval } from '../../gateway/trust/trust.ts';
import type { GatewayApi, OfferedTool } from '../engine-api.ts';

interface By {
  by: Actor;
}
interface Asked extends By {
  request: Request;
}

export function gatewayAnswers(gateway: GatewayApi) {
  return {
    gateway: (): GatewayView => gateway.view(),
    gatewayTools({ profile = 'default' }: { profile?: string }): GatewayTool[] {
      const tools = gateway.tools(profile);
      if (tools === null) {
        const known = gateway.view().profiles.map(({ name }) => name);
        throw new Failure('not-found', `There is no profile called “${profile}”. There is: ${known.join(', ')}.`);
      }
      return tools.map(toolView);
    },
    changedTools: ({ server }: { server?: string }): DefinitionFinding[] => gateway.changed(server),
    approveTools: (wish: Approval, { by }: By): Promise<DefinitionFinding[]> => gateway.approve(wish, by),
    hideTool: async ({ tool }: { tool: string }, { by }: By) => toolView(await gateway.edit.hide(tool, by)),
    showTool: async ({ tool }: { tool: string }, { by }: By) => toolView(await gateway.edit.show(tool, by)),
    renameTool: async ({ tool, name }: { tool: string; name?: string }, { by }: By) =>
      toolView(await gateway.edit.rename(tool, name ?? null, by)),
    callTool: ({ tool, arguments: given }: { tool: string; arguments?: Record<string, unknown> }, { by, request }: Asked) =>
      gateway.call({ tool, arguments: given }, by, request.signal),
    clientTokens: (): ClientToken[] => gateway.tokens.list(),
    addClientToken: (wish: { name: string; profile?: string; surface?: Surface }, { by }: By): NewClientToken =>
      gateway.tokens.add(wish, by),
    revokeClientToken: ({ token }: { token: string }, { by }: By): RevokedToken => gateway.tokens.revoke(token, by),
  };
}

function toolView({ definition, ...about }: OfferedTool): GatewayTool {
  return { ...definition, ...about, trust: about.trust ?? null, tokens: tokensOf(definition) };
}
