// The AI clients of this machine: which are there, which are linked, and how a link is made and undone.
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { Failure } from '../../contract/errors.ts';
import type { ClientPreview, ClientView } from '../../contract/routes/clients.ts';
import type { SourceContext } from '../catalog/source.ts';
import { variablesOf } from '../catalog/variables.ts';
import { commandLine } from '../decide/launch.ts';
import { maskLaunch } from '../decide/mask.ts';
import type { Env } from '../places.ts';
import { type BridgeCommand, entryName, profileOf } from './bridge-entry.ts';
import { carryOutLink, carryOutUnlink, changes } from './carry-out.ts';
import { ChangedMeanwhile, readBytes, textOf } from './client-file.ts';
import { type Holdings, holdingsOf } from './holdings.ts';
import { placesIn } from './json-place.ts';
import { isInstalled, type KnownClient, knownClients, ownFileOf } from './known-clients.ts';
import { createLookout } from './lookout.ts';
import { type LinkChoice, type Plan, type PlanContext, planLink, planUnlink } from './plan.ts';
import { previewOf } from './preview.ts';
import { openRecords } from './records.ts';

export interface LinkOptions {
  move?: boolean;
  profile?: string | null;
  /** `fingerprint` of a preview: another change than that one is not made */
  expect?: string;
}
export interface Clients {
  list(): Promise<ClientView[]>;
  preview(client: string, verb: 'link' | 'unlink', options?: LinkOptions): Promise<ClientPreview>;
  link(client: string, options?: LinkOptions): Promise<ClientPreview>;
  unlink(client: string, options?: Pick<LinkOptions, 'expect'>): Promise<ClientPreview>;
  /** begins to notice what clients do to their files */
  watch(): Promise<void>;
  close(): Promise<void>;
}

export interface ClientsParts {
  user: string;
  env: Env;
  platform: NodeJS.Platform;
  /** for records and copies */
  folder: string;
  /** the command line, by absolute paths */
  bridge: BridgeCommand;
  ownFile(): string;
  ownPorts(): number[];
  /** names of the gateway's profiles, as the files were when they were last read */
  profiles(): string[];
  /** `imported` of the catalog */
  imported(): { client: string; file: string; name: string; as: string | null }[];
  /** the files were written: read them again before anybody is answered */
  reload(): Promise<void>;
  publish(type: 'client.linked' | 'client.unlinked', message: string, data: { client: string; file: string; lost: boolean }): void;
  now(): Date;
}

/** A file that is being written all the time is not waited for any longer. */
const attempts = 3;

export function createClients(parts: ClientsParts): Clients {
  const context: SourceContext = { user: parts.user, env: parts.env, platform: parts.platform };
  const records = openRecords(parts.folder);
  const knowledge = () => ({ lookup: variablesOf(parts.env, parts.platform), ownPorts: parts.ownPorts() });
  const nameOf = (client: string, file: string, key: string) =>
    parts.imported().find((one) => one.client === client && one.file === file && one.name === key)?.as ?? null;
  const planning = (): PlanContext => ({
    ...context,
    bridge: parts.bridge,
    knowledge: knowledge(),
    records,
    ownFile: parts.ownFile(),
    nameOf,
    now: parts.now,
  });

  const find = (id: string): KnownClient => {
    const found = knownClients.find((client) => client.id === id);
    if (!found)
      throw new Failure('not-found', `There is no client called “${id}”. Known are ${knownClients.map((one) => one.id).join(', ')}.`);
    return found;
  };

  async function checkProfile(profile: string | null): Promise<void> {
    if (profile === null || parts.profiles().includes(profile)) return;
    // somebody may have written it down a moment ago
    await parts.reload();
    const known = parts.profiles();
    if (!known.includes(profile)) throw new Failure('not-found', `There is no profile called “${profile}”. There is: ${known.join(', ')}.`);
  }

  async function plan(id: string, verb: 'link' | 'unlink', choice: LinkChoice): Promise<Plan> {
    const client = find(id);
    const source = await ownFileOf(client, context);
    if (verb === 'unlink') return await planUnlink(client, source, planning());
    if (!isInstalled(client, context, source.file)) {
      throw new Failure(
        'conflict',
        `${client.title} is not installed here: ${source.file} is not there, nor anything else of it. Start it once, and try again.`,
      );
    }
    await checkProfile(choice.profile);
    return await planLink(client, source, choice, planning());
  }

  /** Throws as `placesIn` does; null: there is no file. `quick`: an entry of our name tells enough; some clients write their file all the time. */
  async function look(client: KnownClient, quick = false): Promise<{ holdings: Holdings | null; named: boolean }> {
    const source = await ownFileOf(client, context);
    const bytes = await readBytes(source.file);
    if (!bytes.bytes) return { holdings: null, named: false };
    const text = textOf(bytes);
    const { servers } = await placesIn(text, client.section, source.file);
    const named = servers?.properties.some(({ key }) => key === entryName) ?? false;
    return { named, holdings: quick && named ? null : await holdingsOf(text, source, knowledge()) };
  }

  async function viewOf(client: KnownClient): Promise<ClientView> {
    const { file } = await ownFileOf(client, context);
    const warnings: string[] = [];
    const told = (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      warnings.push(error.message.replace('; it was not changed', ''));
      return null;
    };
    const [seen, record] = await Promise.all([look(client).catch(told), records.read(client.id).catch(told)]);
    const self = seen?.holdings?.servers.find((held) => held.isSelf);
    if (seen && !self && record?.done) warnings.push(lostWords(client, file));
    const words = self && 'command' in self.written ? [self.written.command, ...self.written.args] : [];
    const gone = words.slice(0, 2).find((word) => isAbsolute(word) && !existsSync(word));
    if (gone !== undefined) warnings.push(`It runs ${gone}, which is gone. \`roundhouse clients link ${client.id}\` mends it.`);
    const others = seen?.holdings?.servers.filter((held) => !held.isSelf) ?? [];
    return {
      client: client.id,
      title: client.title,
      installed: isInstalled(client, context, file),
      file,
      exists: existsSync(file),
      linked: self !== undefined,
      profile: profileOf(words),
      linkedAt: record?.done ? record.at : null,
      backup: record?.before.backup ?? null,
      servers: others.map(({ entry, written }) => ({
        name: entry.name,
        as: nameOf(client.id, file, entry.name),
        command: commandLine(maskLaunch(written)),
      })),
      warnings,
    };
  }

  const lookout = createLookout({
    async files() {
      const all = await Promise.all(knownClients.map(async ({ id }) => await records.read(id).catch(() => null))); // `list` says why
      return new Map(all.flatMap((record) => (record?.done ? [[record.client, record.file] as const] : [])));
    },
    async isLinked(id) {
      const seen = await look(find(id), true).catch(() => null); // unreadable, perhaps half-written
      return seen && (seen.named || (seen.holdings?.servers.some((held) => held.isSelf) ?? false));
    },
    onLost: (id, file) => parts.publish('client.unlinked', lostWords(find(id), file), { client: id, file, lost: true }),
    onBack: (id, file) =>
      parts.publish('client.linked', `${find(id).title} has its entry "${entryName}" again`, { client: id, file, lost: false }),
  });

  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined); // told to whoever asked
    return mine;
  };

  async function make(id: string, verb: 'link' | 'unlink', options: LinkOptions): Promise<ClientPreview> {
    const choice = choiceOf(options);
    for (let attempt = 1; ; attempt++) {
      const planned = await plan(id, verb, choice);
      if (options.expect !== undefined && options.expect !== planned.fingerprint) throw new ChangedMeanwhile(planned.theirs.before.file);
      const { file } = planned.theirs.before;
      try {
        const idle = !changes(planned.theirs) && !(planned.own && changes(planned.own));
        if (verb === 'unlink') await carryOutUnlink(planned, records, parts.now());
        else if (!idle || (await records.read(id)) === null) await carryOutLink(planned, choice, records, parts.now());
        await parts.reload();
        await lookout.changed(id);
        const { title } = planned.client;
        const said = verb === 'link' ? `${title} is linked: ${file} has the entry "${entryName}"` : `${title} is not linked any more`;
        if (!idle) parts.publish(verb === 'link' ? 'client.linked' : 'client.unlinked', said, { client: id, file, lost: false });
        return await previewOf(planned);
      } catch (error) {
        // who has seen a preview looks again; everybody else wants it done
        if (!(error instanceof ChangedMeanwhile) || options.expect !== undefined || attempt === attempts) throw error;
      }
    }
  }

  return {
    list: async () => await Promise.all(knownClients.map(viewOf)),
    preview: async (id, verb, options = {}) => await previewOf(await plan(id, verb, choiceOf(options))),
    link: async (id, options = {}) => await inTurn(() => make(id, 'link', options)),
    unlink: async (id, options = {}) => await inTurn(() => make(id, 'unlink', options)),
    watch: async () => await lookout.open(),
    close: async () => await lookout.close(),
  };
}

const choiceOf = ({ move = true, profile = null }: LinkOptions): LinkChoice => ({ move, profile });

const lostWords = ({ id, title }: KnownClient, file: string) =>
  `${title} is linked no more: the entry "${entryName}" is gone from ${file}. \`roundhouse clients link ${id}\` puts it back.`;

/** Where records and copies of clients' files lie. */
export const clientsFolder = (data: string): string => join(data, 'clients');
