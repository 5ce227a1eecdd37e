// The words of a shown change.
import type { Message } from '../../contract/words/catalogue.ts';

export const diffText = {
  'diff.added': 'added:',
  'diff.removed': 'removed:',
  'diff.create': 'new file',
  'diff.delete': 'the file is deleted',
  'diff.none': 'Nothing changes.',
  'diff.gap': 'unchanged lines left out',
  'diff.count.added': { one: '{n} line added', other: '{n} lines added' },
  'diff.count.removed': { one: '{n} removed', other: '{n} removed' },
} satisfies Record<string, Message>;
