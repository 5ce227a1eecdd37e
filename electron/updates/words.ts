// What is said of updates, and why there are none.
import { catalogue, type Message } from '../../contract/words/catalogue.ts';

const english = {
  'update.development': 'This is a development build: git brings the next version.',
  'update.package': 'Your package manager brings new versions of this package.',
  'update.appimage': 'An AppImage cannot tell who made a new one. Download the next version from where this one came from.',
  'update.no-feed': 'This build knows no place to ask. Download the next version from where this one came from.',
  'update.unsigned': 'This build is not signed, so it could not tell a real update from a false one. Download the next version yourself.',
  'update.not-https': 'Its place to ask, {url}, is not reached over https.',
  'update.failed': '{reason}. It is tried again tomorrow, or when you ask.',
} satisfies Record<string, Message>;

export const say = catalogue('en', english);
