// What the bridge says of what it cannot do.
import { catalogue, type Message } from '../../contract/words/catalogue.ts';

const english = {
  'bridge.foreign': 'Only the window of Roundhouse itself may ask the desktop app for this.',
  'bridge.arguments': 'The desktop app was asked for something that it does not understand. Reload the window and try again.',
  'bridge.failed': 'The desktop app could not do this: {reason}. Its log, desktop.log, says more.',
  'bridge.not-named': '{path} is none of the files and folders that Roundhouse shows: it shows those that it names itself.',
  'bridge.not-kept': 'it holds only until the app ends. {reason}',
  'bridge.pick.all': 'All files',
} satisfies Record<string, Message>;

export const say = catalogue('en', english);
