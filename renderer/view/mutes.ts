import type { Mute } from '../../contract/alerts.ts';

/** What keeps quiet about a server that is down; undefined: nothing. */
export const muteOf = (mutes: readonly Mute[], name: string, now: number): Mute | undefined =>
  mutes.find(
    ({ server, kind, until }) =>
      (server === null || server === name) && (kind === null || kind === 'server.down') && (until === null || Date.parse(until) > now),
  );

/** How long it goes on, as the API takes it. */
export const restOf = ({ until }: Mute, now: number): { for?: string } =>
  until === null ? {} : { for: `${Math.max(1, Math.ceil((Date.parse(until) - now) / 1000))}s` };
