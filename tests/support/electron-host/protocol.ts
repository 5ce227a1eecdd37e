// `protocol`: the app's own schemes, answered by its handlers.
import { knowScheme } from './address.ts';
import { startLoopback } from './loopback.ts';
import { onlyBeforeReady, onlyWhenReady } from './readiness.ts';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, SchemeHandler>();
export const handlerOf = (scheme: string): SchemeHandler | undefined => handlers.get(scheme);

type Used = 'handle' | 'unhandle' | 'isProtocolHandled';

export const sessionProtocol = {
  handle(scheme: string, handler: SchemeHandler): void {
    onlyWhenReady('protocol.handle can only be called when app is ready');
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    handlers.set(scheme, handler);
    knowScheme(scheme);
    startLoopback().catch((error: Error) => console.error(`electron-host: ${scheme}: is not served: ${error.message}`));
  },
  unhandle(scheme: string): void {
    if (!handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  },
  isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
} satisfies Pick<Electron.Protocol, Used>;

export const protocol = {
  ...sessionProtocol,
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    onlyBeforeReady('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of schemes) knowScheme(scheme);
  },
} satisfies Pick<Electron.Protocol, Used | 'registerSchemesAsPrivileged'>;
