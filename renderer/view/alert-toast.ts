// What is said at the foot of the window of problems that began just now, where no card says it already.
import type { Alert } from '../../contract/alerts.ts';
import { sentenceCase } from '../../contract/words.ts';
import { hrefOf, type Route } from '../route.ts';
import { t } from '../text.ts';

export interface AlertToast {
  text: string;
  link: { text: string; href: string };
}

const mostNames = 3;
const longestReason = 160;

export function alertToast(begun: readonly Alert[], where: Pick<Route, 'page' | 'parts'>): AlertToast | null {
  const news = begun.filter((alert) => !alert.muted && alert.closedAt === null && !isShown(alert, where));
  const first = news[0];
  if (!first) return null;
  const all = { text: t('alerts.toast.show'), href: hrefOf('alerts') };
  if (news.length > 1) {
    const names = news.slice(0, mostNames).map(nameOf).join(', ');
    return { text: t(news.length > mostNames ? 'alerts.toast.more' : 'alerts.toast.many', { n: news.length, names }), link: all };
  }
  const { server, openedAt } = first;
  const reason = sentenceCase(first.reason.length > longestReason ? `${first.reason.slice(0, longestReason - 1)}…` : first.reason);
  // a moment before it was given up, so that what led to it is in sight
  const at = new Date(Date.parse(openedAt) - 1000).toISOString();
  return server === null
    ? { text: t('alerts.toast.config', { file: nameOf(first), reason }), link: all }
    : {
        text: t('alerts.toast.server', { server, reason }),
        link: { text: t('act.open-log'), href: hrefOf('server', { at }, [server, 'logs']) },
      };
}

const nameOf = ({ server, file }: Alert): string => server ?? file?.split(/[\\/]/).at(-1) ?? '';

/** on a card, in the list of alerts, or at the head of the server's own page; and nobody is interrupted while setting up */
const isShown = ({ server }: Alert, { page, parts }: Pick<Route, 'page' | 'parts'>): boolean =>
  page === 'overview' || page === 'alerts' || page === 'onboarding' || (page === 'server' && parts[0] === server);
