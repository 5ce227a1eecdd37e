// All that the set-up knows of this machine: read once, and again when the engine says that something of it changed.
import type { Event } from '../../../contract/events.ts';
import type { ClientPreview, ClientView } from '../../../contract/routes/clients.ts';
import { client, pageStore } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { useStore } from '../../store/page-state.ts';
import { useResource } from '../../store/resource.ts';
import { homeOf } from '../../view/groups.ts';
import { type Clash, type Config, clashesOf, type Found, foundIn, type Place, placesOf } from '../../view/onboarding.ts';
import { type Choices, isRead } from '../../view/onboarding-plan.ts';

export interface Machine {
  config: Config;
  places: Place[];
  found: Found[];
  clashes: Clash[];
  /** those that are installed */
  clients: readonly ClientView[];
  previews: ReadonlyMap<string, ClientPreview>;
  /** why there is no preview */
  refused: ReadonlyMap<string, string>;
  /** by server; null: not known, or not yet */
  copies: ReadonlyMap<string, { n: number; memory: number }> | null;
  home: string | null;
  watchOnly: boolean;
}

const ofFiles = ({ type }: Event) =>
  type.startsWith('config.') || type.startsWith('client.') || type === 'server.added' || type === 'server.removed';

/** null: not known yet; words: why not */
export function useMachine(choices: Choices): Machine | { failure: string; again(): void } | null {
  const snapshot = useStore(pageStore, (state) => state.snapshot);
  const config = useResource(
    'config',
    (signal) => client.config({}, { signal }),
    (event) => ofFiles(event) || event.type === 'server.updated',
  );
  const clients = useResource('clients', (signal) => client.clients({}, { signal }), ofFiles);
  // a look at the whole machine, once: what others start meanwhile is nobody's event
  const copies = useResource(
    'copies',
    (signal) => client.copies({}, { signal }),
    () => false,
  );
  const installed = (clients.value ?? []).filter((view) => view.installed);
  const places = config.value && snapshot ? placesOf(config.value, snapshot.problems, snapshot.servers) : [];
  const unread = new Set(places.filter((place) => !isRead(place, choices)).map((place) => place.client));
  const asked = installed.map((view) => ({
    client: view.client,
    verb: view.linked ? ('unlink' as const) : ('link' as const),
    move: !unread.has(view.client),
  }));
  const previews = useResource(
    `previews ${JSON.stringify(asked)}`,
    async (signal) => await Promise.all(asked.map(async (wish) => await previewOf(wish, signal))),
    ofFiles,
  );
  const failure = config.failure ?? clients.failure;
  if (!snapshot || !config.value || !clients.value) {
    const again = () => {
      config.again();
      clients.again();
    };
    return failure === null ? null : { failure, again };
  }
  const answers = previews.value ?? [];
  return {
    config: config.value,
    places,
    found: foundIn(config.value, snapshot.servers),
    clashes: clashesOf(config.value, snapshot.servers),
    clients: installed,
    previews: new Map(answers.flatMap(({ id, preview }) => (preview ? [[id, preview]] : []))),
    refused: new Map(answers.flatMap(({ id, refused }) => (refused === null ? [] : [[id, refused]]))),
    copies: copies.value?.known ? countedBy(copies.value.copies) : null,
    home: homeOf(snapshot.servers),
    watchOnly: snapshot.engine.watchOnly ?? false,
  };
}

interface Wish {
  client: string;
  verb: 'link' | 'unlink';
  move: boolean;
}

async function previewOf({ client: id, verb, move }: Wish, signal: AbortSignal) {
  try {
    return { id, preview: await client.previewClient({ client: id, verb, ...(verb === 'link' && { move }) }, { signal }), refused: null };
  } catch (error) {
    if (signal.aborted) throw error;
    return { id, preview: null, refused: inWords(error) };
  }
}

function countedBy(copies: readonly { server: string; memory: number }[]): Map<string, { n: number; memory: number }> {
  const counted = new Map<string, { n: number; memory: number }>();
  for (const { server, memory } of copies) {
    const before = counted.get(server) ?? { n: 0, memory: 0 };
    counted.set(server, { n: before.n + 1, memory: before.memory + memory });
  }
  return counted;
}
