// Entry of the stand-in for Electron's binary: the app's real main bundle runs in this Node, and what it imports as `electron` is ours.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { becomeElectron } from './identity.ts';

const host = becomeElectron(process.argv.slice(2), process.env);
const standIn = new URL('./electron.ts', import.meta.url).href;
const names = new Set(['electron', 'electron/main', 'electron/common']);
registerHooks({
  resolve: (name, context, next) =>
    names.has(name) ? { url: standIn, format: 'module-typescript', shortCircuit: true } : next(name, context),
});

// only now: what they import may ask which app this is
const { app } = await import('./app.ts');
const { mainBegins } = await import('./began.ts');
const { noteFailures } = await import('./failures.ts');
const { endControl, listenForControl } = await import('./control/listen.ts');
const { onExit, quitOnSignals } = await import('./quitting.ts');

noteFailures();
quitOnSignals(app);
// Electron's own module is there before any app; the app's beginning is not to wait for ours
await import('./electron.ts');
await listenForControl(host.controlSocket);
onExit(endControl);
// Electron is ready only after the main module was evaluated to its end, awaits at its top included
const late = setTimeout(() => console.error('electron-host: the main module still loads after 10 s; `ready` comes after that'), 10_000);
mainBegins();
try {
  await import(pathToFileURL(host.entry).href);
} catch (error) {
  console.error('electron-host: the main module failed:', error);
  app.exit(1);
}
clearTimeout(late);
app.becomeReady();
