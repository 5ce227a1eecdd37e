// The machine as the test says it is: its theme, its power, its network.
import { EventEmitter } from 'node:events';
import { handlerOf } from './protocol.ts';
import { onlyWhenReady } from './readiness.ts';

class NativeTheme extends EventEmitter implements Pick<Electron.NativeTheme, 'themeSource' | 'shouldUseDarkColors'> {
  #source: 'system' | 'light' | 'dark' = 'system';
  #systemIsDark = process.env.ELECTRON_HOST_DARK === '1';
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly inForcedColorsMode = false;
  readonly prefersReducedTransparency = false;

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#systemIsDark : this.#source === 'dark';
  }
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.#systemIsDark;
  }
  get themeSource(): 'system' | 'light' | 'dark' {
    return this.#source;
  }
  set themeSource(source: 'system' | 'light' | 'dark') {
    const changed = source !== this.#source;
    this.#source = source;
    if (changed) this.emit('updated');
  }

  /** on the test's word */
  systemBecomes(dark: boolean): void {
    if (dark === this.#systemIsDark) return;
    this.#systemIsDark = dark;
    this.emit('updated');
  }
}
export const nativeTheme = new NativeTheme();

/** Its events come on the test's word alone. */
class PowerMonitor
  extends EventEmitter
  implements Pick<Electron.PowerMonitor, 'getSystemIdleTime' | 'getSystemIdleState' | 'isOnBatteryPower' | 'onBatteryPower'>
{
  onBatteryPower = false;
  isOnBatteryPower = (): boolean => this.onBatteryPower;
  getSystemIdleTime = (): number => 0;
  getSystemIdleState = () => 'active' as const;
}
export const powerMonitor = new PowerMonitor();

export const net = {
  fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    onlyWhenReady('net.fetch can only be used when app is ready');
    const request = new Request(input, init);
    const own = handlerOf(new URL(request.url).protocol.slice(0, -1));
    return own ? Promise.resolve(own(request)) : fetch(request);
  },
  isOnline: () => true,
  online: true,
} satisfies Pick<Electron.Net, 'fetch' | 'isOnline' | 'online'>;
