// Started at login, and told to: the window comes up once if something needs attention then.
import type { Watch } from './watch.ts';

/** after the login: what breaks later is told by a notification */
const lookForMs = 120_000;

export function troubleShows(watch: Watch, show: (place?: string) => void, forMs = lookForMs): void {
  const look = () => {
    if (!watch.get().alerts.some(({ muted }) => !muted)) return;
    end();
    show('alerts');
  };
  const stop = watch.onChange(look);
  const timer = setTimeout(() => end(), forMs).unref();
  const end = () => {
    stop();
    clearTimeout(timer);
  };
  look();
}
