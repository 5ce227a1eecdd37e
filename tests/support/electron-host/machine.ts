// The machine as the test says it is: its theme, its power, its network.
import { EventEmitter } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { request as secureRequest } from 'node:https';
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
    const asked = new Request(input, init);
    const own = handlerOf(new URL(asked.url).protocol.slice(0, -1));
    return own ? Promise.resolve(own(asked)) : fetch(asked);
  },
  /** Node's own: redirects are answers, cookies and proxies are not known */
  request(options: string | (Electron.ClientRequestConstructorOptions & { headers?: Record<string, string> })): ClientRequest {
    const given = typeof options === 'string' ? { url: options } : options;
    const { url, method = 'GET', protocol = 'https:', hostname, host: named, port, path = '/', headers } = given;
    const to = new URL(url ?? `${protocol}//${hostname ?? named}${port ? `:${port}` : ''}${path}`);
    return (to.protocol === 'http:' ? request : secureRequest)(to, { method, headers });
  },
  isOnline: () => true,
  online: true,
} satisfies Pick<Electron.Net, 'fetch' | 'isOnline' | 'online'> & { request: unknown };
