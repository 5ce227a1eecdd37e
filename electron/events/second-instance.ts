import type { App } from 'electron';
import { linkIn, placeOfLink } from '../links.ts';

/** Opened again: the window comes up, at the place that a link names. */
export function onSecondInstance(app: Pick<App, 'on'>, show: (place?: string) => void): void {
  app.on('second-instance', (_, argv) => {
    const link = linkIn(argv);
    show((link === null ? null : placeOfLink(link)) ?? undefined);
  });
}
