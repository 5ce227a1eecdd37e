// Answers about the AI clients of this machine, and their links.
import type { ClientPreview, ClientView } from '../../../contract/routes/clients.ts';
import type { Actor } from '../../../contract/server.ts';
import type { ClientsApi } from '../engine-api.ts';

interface Asked {
  client: string;
  move?: boolean;
  profile?: string;
  expect?: string;
}
interface By {
  by: Actor;
}

export function clientAnswers(clients: ClientsApi) {
  return {
    clients: (): Promise<ClientView[]> => clients.list(),
    previewClient: ({ client, verb = 'link', ...options }: Asked & { verb?: 'link' | 'unlink' }): Promise<ClientPreview> =>
      clients.preview(client, verb, options),
    linkClient: ({ client, ...options }: Asked, { by }: By): Promise<ClientPreview> => clients.link(client, options, by),
    unlinkClient: ({ client, expect }: Asked, { by }: By): Promise<ClientPreview> => clients.unlink(client, { expect }, by),
  };
}
