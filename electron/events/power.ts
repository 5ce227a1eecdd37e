import type { PowerMonitor } from 'electron';
import type { Leaving } from '../leaving.ts';

/** Sleep and wake are the engine's to judge, by its own clocks. Here they are written down, and the end of the session is the end of the app. */
export function onPower(power: Pick<PowerMonitor, 'on'>, leaving: Leaving, awake: () => void, log: { info(message: string): void }): void {
  power.on('suspend', () => log.info('the system goes to sleep'));
  power.on('resume', () => {
    log.info('the system woke up');
    awake();
  });
  // displays may have changed behind the lock
  power.on('unlock-screen', awake);
  power.on('shutdown', (event?: { preventDefault(): void }) => {
    // the system waits a little for who asks it to
    event?.preventDefault();
    void leaving.leave({ ask: false });
  });
}
