// Who listens is told that a list is another one: soon after a burst of changes, not at each, and only when the profile's own list differs
// from the one that was told last, or from the one that somebody has read since.
import type { Surface } from '../../contract/surface.ts';
import type { Listener, ProfileRules, Topic } from './gateway.ts';
import type { Lists } from './lists.ts';
import type { Profile } from './profiles.ts';
import { textOf } from './serialised.ts';
import type { Kind } from './shelf.ts';

const topicOf: Record<Kind, Topic> = { tools: 'tools', resources: 'resources', templates: 'resources', prompts: 'prompts' };
const kindsOf: Record<Topic, readonly Kind[]> = { tools: ['tools'], resources: ['resources', 'templates'], prompts: ['prompts'] };

interface Told {
  topic: Topic;
  name: string;
  surface: Surface;
  text: string;
}

export class Changes {
  readonly #lists: Lists;
  readonly #listeners: ReadonlySet<Listener>;
  readonly #profile: (rules: ProfileRules) => Profile | null;
  readonly #pauseMs: number;
  readonly #dirty = new Set<Topic>();
  /** by profile, surface and topic: the list as it was told last. None: nobody has ever seen it so */
  readonly #told = new Map<string, Told>();
  /** by the same, and by reader: the list as it was read since something changed. It may be none that is ever told */
  readonly #read = new Map<string, Map<string, string>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: { lists: Lists; listeners: ReadonlySet<Listener>; profile(rules: ProfileRules): Profile | null; pauseMs: number }) {
    this.#lists = parts.lists;
    this.#listeners = parts.listeners;
    this.#profile = parts.profile;
    this.#pauseMs = parts.pauseMs;
  }

  /** Somebody sees this list now: from here on its changes are worth telling. */
  seen(profile: Profile, topic: Topic, reader?: string): void {
    const { name } = profile.rules;
    const surface = topic === 'tools' ? profile.surface : 'full';
    const key = `${topic} ${surface} ${name}`;
    if (!this.#told.has(key)) this.#told.set(key, { topic, name, surface, text: this.#text(profile, topic) });
    if (this.#timer === null || reader === undefined) return;
    const readers = this.#read.get(key) ?? new Map<string, string>();
    this.#read.set(key, readers.set(reader, this.#text(profile, topic)));
  }

  /** `null`: everything may have changed. The timer is not pushed back by further changes. */
  mark(kind: Kind | null): void {
    for (const topic of kind ? [topicOf[kind]] : (Object.keys(kindsOf) as Topic[])) this.#dirty.add(topic);
    this.#timer ??= setTimeout(() => this.#tell(), this.#pauseMs);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #tell(): void {
    this.#timer = null;
    const dirty = new Set(this.#dirty);
    this.#dirty.clear();
    const read = new Map(this.#read);
    this.#read.clear();
    for (const [key, { topic, name, surface, text: before }] of [...this.#told]) {
      if (!dirty.has(topic)) continue;
      const profile = this.#profile({ name, surface, management: false });
      const now = profile ? this.#text(profile, topic) : '';
      const isMisread = [...(read.get(key)?.values() ?? [])].some((text) => text !== now);
      if (now === before && !isMisread) continue;
      if (profile) this.#told.set(key, { topic, name, surface, text: now });
      else this.#told.delete(key);
      for (const listener of this.#listeners) {
        const { profile: theirs } = listener.caller;
        // other lists are the same whatever is shown of the tools
        if (theirs.name === name && (topic !== 'tools' || (this.#profile(theirs)?.surface ?? surface) === surface)) listener.changed(topic);
      }
    }
  }

  #text(profile: Profile, topic: Topic): string {
    return kindsOf[topic].map((kind) => textOf(this.#lists.whole(profile, kind)) ?? '').join('\n');
  }
}
