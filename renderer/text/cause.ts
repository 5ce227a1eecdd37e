// The words about a change before a crash.
import type { Message } from '../../contract/words/catalogue.ts';

export const causeText = {
  'cause.one': '{key} changed in {file} {age} before the first crash.',
  'cause.more': '{key} and {n} more changed in {file} {age} before the first crash.',
  'cause.more.elsewhere': '{key} and {n} more changed {age} before the first crash.',
  'cause.view': 'View change',
  'cause.view.of': 'View change of {name}',
  'cause.head': 'Changed at {clock}, {age} before the first crash',
  'cause.hidden': 'The hidden part is another one. It is never shown, and the earlier one is not kept here.',
  'cause.hidden.undo': 'The hidden part is another one. It is never shown; undoing the change brings the earlier one back.',
  'cause.where': 'Changed in {file}. Roundhouse only reads that file: put it back there, and it is read again as soon as it is saved.',
  'cause.copy': 'Copy the earlier value of {key}',
  'cause.copy.label': 'Earlier {key}:',
  'cause.restore': { one: 'Restore this line', other: 'Restore these lines' },
  'cause.restored': 'Earlier config of {name} restored',
  'cause.edit': 'Edit config',
  'cause.undo': 'Undo the change',
} satisfies Record<string, Message>;
