// Whether this installation can update itself without trusting anybody it does not know. Nothing is tried where it cannot.
import { parse } from 'yaml';
import { say } from './words.ts';

export interface Build {
  /** of this app; '': its package does not say */
  version: string;
  packaged: boolean;
  platform: NodeJS.Platform;
  /** runs from an AppImage */
  appImage: boolean;
  /** text of app-update.yml, which the installers put into the app; null: there is none */
  feed: string | null;
  /** said by whoever made the package */
  signed: boolean;
}

/** A sentence; null: updates work here. */
export function whyOff({ packaged, platform, appImage, feed, signed }: Build): string | null {
  if (!packaged) return say('update.development');
  if (platform === 'linux') return say(appImage ? 'update.appimage' : 'update.package');
  const { url, publisherName } = facts(feed);
  if (url === null) return say('update.no-feed');
  if (!/^https:\/\//i.test(url)) return say('update.not-https', { url });
  // macOS compares with the running app's own signature; on Windows the feed names whoever has to have signed it, or nothing is checked
  if (!signed || (platform === 'win32' && publisherName.length === 0)) return say('update.unsigned');
  return null;
}

function facts(feed: string | null): { url: string | null; publisherName: string[] } {
  const none = { url: null, publisherName: [] };
  if (feed === null) return none;
  let told: unknown;
  try {
    told = parse(feed);
  } catch {
    return none; // torn: as good as none
  }
  if (typeof told !== 'object' || told === null) return none;
  const { provider, url, publisherName } = told as Record<string, unknown>;
  const names = [publisherName].flat().filter((name): name is string => typeof name === 'string' && name !== '');
  if (provider === 'github') return { url: 'https://github.com', publisherName: names };
  return { url: typeof url === 'string' ? url : null, publisherName: names };
}
