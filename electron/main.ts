// Entry of the desktop app: compiled code is kept between starts, so the boot itself is loaded only after this.
import { enableCompileCache } from 'node:module';

enableCompileCache?.();
// awaited, for Electron is ready only when its main module has been evaluated: what has to happen before that stands in the boot
await import('./boot.ts');
