// Entry of the command line. What a command needs is loaded when it runs, and compiled code is kept between runs.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache?.();
// it was meant for this process alone: a browser or an editor that is opened from here must not become a Node
delete process.env.ELECTRON_RUN_AS_NODE;
const { runCommandLine } = await import('./run.ts');
const code = await runCommandLine({
  argv: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  entry: fileURLToPath(import.meta.url),
});
// what is still in a pipe gets out before the end; then nothing (an open socket, a timer) may hold the process
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
