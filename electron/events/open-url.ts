import type { App } from 'electron';
import { placeOfLink } from '../links.ts';

/** macOS hands links over like this, also the one that started the app. A link that is none of ours does nothing. */
export function onOpenUrl(app: Pick<App, 'on'>, show: (place?: string) => void): void {
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const place = placeOfLink(url);
    if (place !== null) show(place);
  });
}
