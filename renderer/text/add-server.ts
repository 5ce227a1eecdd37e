// The words of the dialog that adds a server.
import type { Message } from '../../contract/words/catalogue.ts';

export const addServerText = {
  'add.open': 'Add server',
  'add.title': 'Add a server',
  'add.more': 'It is written into Roundhouse’s own config, and started at once.',
  'add.line': 'Command line or address',
  'add.line.hint': 'As in a terminal, or a URL that begins with http. Nothing is run through a shell.',
  'add.name': 'Name',
  'add.env': 'Environment',
  'add.env.hint': 'One per line, as in API_KEY=value. ${NAME} stands for a variable of your own.',
  'add.headers': 'Headers',
  'add.headers.hint': 'One per line, as in Authorization: Bearer value.',
  'add.do': 'Add server',
  'add.done': '{name} added',
  'add.nothing': 'There is no command.',
  'add.quote': 'The quote {quote} is not closed.',
  'add.pair': '“{line}” is not written as NAME=value.',
  'add.header': '“{line}” is not written as Name: value.',
  'add.no-name': 'It needs a name.',
  'add.taken': 'There is a server of this name already.',
} satisfies Record<string, Message>;
