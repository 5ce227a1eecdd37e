// A link's words with its server's name on them.
import type { LinkEvents } from '../link/link.ts';
import type { Conversation } from './run.ts';

export function hearingOf(server: string, conversation: Conversation | undefined): Pick<LinkEvents, 'onNotification' | 'onRequest'> {
  if (!conversation) return {};
  return {
    onNotification: (method, params) => conversation.onNotification(server, method, params),
    onRequest: (request) => conversation.onRequest(server, request),
  };
}
