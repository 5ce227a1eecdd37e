// A test of the window that fails on another machine is understood by what its page showed: it is told beside the reason.
import { afterEach } from 'vitest';

afterEach(async ({ task }) => {
  const [error] = task.result?.errors ?? [];
  if (!error || !/tests[\\/]ui[\\/]/.test(task.file.filepath)) return;
  const { pagesInWords } = await import('./chromium.ts');
  for (const words of await pagesInWords()) error.message += `\nThe page showed: ${words}`;
});
