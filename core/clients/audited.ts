// The clients as the API has them: who asked for a change is kept.
import type { Actor } from '../../contract/server.ts';
import type { ClientsApi } from '../api/engine-api.ts';
import type { Clients } from './clients.ts';

export function audited(
  clients: Clients,
  audit: (by: Actor, action: string, target: string, ok: boolean, detail: string | null) => void,
): ClientsApi {
  async function made<T>(by: Actor, verb: 'link' | 'unlink', client: string, work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      audit(by, verb, client, true, null);
      return result;
    } catch (error) {
      audit(by, verb, client, false, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
  return {
    list: () => clients.list(),
    preview: (client, verb, wish) => clients.preview(client, verb, wish),
    link: (client, wish, by) => made(by, 'link', client, clients.link(client, wish)),
    unlink: (client, wish, by) => made(by, 'unlink', client, clients.unlink(client, wish)),
  };
}
