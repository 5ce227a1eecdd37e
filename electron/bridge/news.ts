// Tells the page what changed without it.
import type { WebContents } from 'electron';
import type { DesktopNews } from '../../contract/desktop.ts';
import { newsChannel } from './channels.ts';
import { isOwnPage } from './sender.ts';

type Reader = Pick<WebContents, 'isDestroyed' | 'getURL' | 'send'>;

/** A page that is not ours is told nothing; one that is not there will ask when it comes. */
export function tellPage(page: Reader | null, news: DesktopNews): void {
  if (page === null || page.isDestroyed() || !isOwnPage(page.getURL())) return;
  page.send(newsChannel, news);
}
