// Tells of problems as they begin, whatever page is open.
import { type Alert, alert as alertShape } from '../../contract/alerts.ts';
import { parseRoute } from '../route.ts';
import { alertToast } from '../view/alert-toast.ts';
import { onEvent, pageStore } from './engine.ts';
import { toast } from './toasts.ts';

/** after a new connection what is replayed is no news, and what is on its way settles first */
const settleMs = 12_000;
/** what goes wrong together is told together */
const gatherMs = 400;

export function tellAlerts(): void {
  let liveSince: number | null = null;
  let begun: Alert[] = [];

  const lookAtContact = () => {
    const live = pageStore.get().contact.kind === 'live';
    if (!live) liveSince = null;
    else liveSince ??= Date.now();
  };
  lookAtContact();
  pageStore.subscribe(lookAtContact);

  onEvent((event) => {
    if (event?.type !== 'alert.opened' || liveSince === null || Date.now() - liveSince < settleMs || document.hidden) return;
    const read = alertShape.safeParse(event.data?.alert);
    if (!read.success) return; // of a newer engine, in a shape that this page does not know: its list shows it
    begun.push(read.data);
    if (begun.length === 1) setTimeout(say, gatherMs);
  });

  function say(): void {
    const told = alertToast(begun, parseRoute(location.hash));
    begun = [];
    if (told) toast(told.text, { tone: 'warn', link: told.link });
  }
}
