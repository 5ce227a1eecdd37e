// What is said of opening at login.
import { catalogue, type Message } from '../../contract/words/catalogue.ts';

const english = {
  'login.development': 'This is a development build: only the installed app can open at login.',
  'login.no-path': 'A desktop entry cannot name {path}: it has a character that such a file cannot hold. Move the app to another folder.',
  'login.foreign': '{file} was not made by Roundhouse and is left as it is. Move it away to switch this on here.',
  'login.other': '{file} starts another copy, {path}. Switch this on to start this one.',
  'login.unreadable': '{file} cannot be read: {reason}.',
  'login.unwritable': '{file} cannot be written: {reason}.',
  'login.windows': 'Windows has it switched off under Startup apps.',
  'login.refused': 'The system did not take it. Try again from the installed app.',
  'login.comment': 'MCP servers in one place',
} satisfies Record<string, Message>;

export const say = catalogue('en', english);
