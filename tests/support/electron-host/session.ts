// `session.defaultSession`: the permissions' handlers are asked by the test (control channel), Chromium itself asks nobody.
import { EventEmitter } from 'node:events';
import { sessionProtocol } from './protocol.ts';
import { onlyWhenReady } from './readiness.ts';

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
type Used = 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setDisplayMediaRequestHandler';

class Session extends EventEmitter implements Pick<Electron.Session, Used> {
  requestHandler: RequestHandler = null;
  checkHandler: CheckHandler = null;
  readonly protocol = sessionProtocol;
  readonly webRequest = { onHeadersReceived: () => {}, onBeforeRequest: () => {}, onBeforeSendHeaders: () => {} };

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.requestHandler = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler): void {
    this.checkHandler = handler;
  }
  /** null: there is no handler */
  async wouldAllow(contents: unknown, permission: string, url: string): Promise<{ request: boolean | null; check: boolean | null }> {
    const request = this.requestHandler as ((...args: unknown[]) => void) | null;
    const check = this.checkHandler as ((...args: unknown[]) => boolean) | null;
    const details = { requestingUrl: url, isMainFrame: true, securityOrigin: url };
    return {
      request: request && (await new Promise<boolean>((resolve) => request(contents, permission, resolve, details))),
      check: check?.(contents, permission, new URL(url).origin, details) ?? null,
    };
  }
  setDevicePermissionHandler(): void {}
  setDisplayMediaRequestHandler(): void {}
  setSpellCheckerEnabled(): void {}
  async clearCache(): Promise<void> {}
  async clearStorageData(): Promise<void> {}
}

export const defaultSession = new Session();
export const session = {
  get defaultSession() {
    onlyWhenReady('Session can only be received when app is ready');
    return defaultSession;
  },
  fromPartition: () => session.defaultSession,
};
