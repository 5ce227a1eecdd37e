// What a failure on another machine is understood by: what the pages showed, beside the reason; and each failed attempt, also where the
// next one went well.
import { afterEach } from 'vitest';

afterEach(async ({ task }) => {
  const error = task.result?.errors?.at(-1);
  if (!error || task.result?.state !== 'fail') return;
  if (/tests[\\/]ui[\\/]/.test(task.file.filepath)) {
    const { pagesInWords } = await import('./chromium.ts');
    for (const words of await pagesInWords()) error.message += `\nThe page showed: ${words}`;
  }
  if (process.env.CI) console.log(`FAILED ATTEMPT: ${task.file.name} > ${task.name}\n${error.message}\n${error.stack ?? ''}`);
});
