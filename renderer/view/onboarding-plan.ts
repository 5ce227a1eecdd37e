// What was chosen in the set-up, against how it is: only what differs is done, and nothing twice.
import type { ClientPreview, ClientView } from '../../contract/routes/clients.ts';
import { recordOf } from './inspection.ts';
import type { Config, Found, Place } from './onboarding.ts';

export const steps = ['1', '2', '3'] as const;
export type Step = (typeof steps)[number];

/** Only what somebody chose; what is left out stays as it is. Plain, so that it can be kept over a reload. */
export interface Choices {
  sources: Record<string, boolean>;
  servers: Record<string, boolean>;
  clients: Record<string, boolean>;
  /** more folders of projects */
  folders: string[];
  sleep: boolean | null;
  restart: boolean | null;
}
export const noChoices: Choices = { sources: {}, servers: {}, clients: {}, folders: [], sleep: null, restart: null };

export interface Edit {
  path: string[];
  value: string | string[] | boolean | null;
}
/** One request. They are carried out in this order, and each fails by itself. */
export type Task =
  | { kind: 'config'; edits: Edit[] }
  | { kind: 'approve'; server: string }
  | { kind: 'link' | 'unlink'; client: string; title: string; file: string; move: boolean }
  | { kind: 'run' };

export interface Known {
  config: Config;
  places: readonly Place[];
  found: readonly Found[];
  clients: readonly ClientView[];
  /** of linking, or unlinking what is linked; left out: that cannot be done as it is */
  previews: ReadonlyMap<string, ClientPreview>;
  watchOnly: boolean;
}

export const idleChosen = '10m';

export const isRead = (place: Place, { sources }: Choices): boolean => sources[place.client] ?? place.read ?? true;

/** A server nobody reads any more is not there: its own choice waits. */
export function isKept(found: Found, places: readonly Place[], choices: Choices): boolean {
  const off = new Set(places.filter((place) => !isRead(place, choices)).map(({ client }) => client));
  return found.clients.some((client) => !off.has(client));
}
export const isChosen = ({ name, on }: Found, { servers }: Choices): boolean => servers[name] ?? on;
/** What is installed is linked, as long as nobody says no. */
export const isLinkWanted = ({ client, linked }: ClientView, known: Pick<Known, 'previews'>, { clients }: Choices): boolean =>
  clients[client] ?? (linked || known.previews.has(client));

export const sleepNow = ({ defaults }: Config): boolean => (defaults.servers.idle ?? 'never') !== 'never';
export const restartNow = ({ defaults }: Config): boolean => recordOf(defaults.servers.restart).policy !== 'never';

export function tasksOf(known: Known, choices: Choices): Task[] {
  const { config, places, found, clients } = known;
  const edits: Edit[] = [];
  for (const place of places) {
    const read = isRead(place, choices);
    if (place.read !== null && read !== place.read) edits.push({ path: ['sources', place.client], value: read });
  }
  const named = recordOf(config.values.sources).projects;
  const before = Array.isArray(named) ? named.map(String) : [];
  const more = choices.folders.filter((folder) => !before.includes(folder));
  if (more.length > 0) edits.push({ path: ['sources', 'projects'], value: [...before, ...more] });
  const approve: Task[] = [];
  for (const one of found) {
    const chosen = isChosen(one, choices);
    if (chosen === one.on || !isKept(one, places, choices)) continue;
    if (chosen && one.waiting !== null) approve.push({ kind: 'approve', server: one.name });
    else edits.push({ path: [one.section, one.name, 'enabled'], value: chosen });
  }
  const { sleep, restart } = choices;
  if (sleep !== null && sleep !== sleepNow(config)) edits.push({ path: ['defaults', 'idle'], value: sleep ? idleChosen : null });
  if (restart !== null && restart !== restartNow(config))
    edits.push({ path: ['defaults', 'restart', 'policy'], value: restart ? null : 'never' });
  const links = clients.flatMap((view): Task[] => {
    const { client, title, file, installed, linked } = view;
    const wanted = isLinkWanted(view, known, choices);
    if (!installed || wanted === linked) return [];
    // who does not want the servers of a file has them stay in it
    const place = places.find((each) => each.client === client);
    return [{ kind: wanted ? 'link' : 'unlink', client, title, file, move: place === undefined || isRead(place, choices) }];
  });
  return [
    ...(edits.length > 0 ? [{ kind: 'config' as const, edits }] : []),
    ...approve,
    ...links,
    ...(known.watchOnly ? [{ kind: 'run' as const }] : []),
  ];
}
