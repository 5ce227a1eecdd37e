import { describe, expect, it } from 'vitest';
import { type Build, whyOff } from '../../../electron/updates/why-off.ts';

const feed = 'provider: generic\nurl: https://updates.example\nchannel: latest\n';
const windows = `${feed}publisherName:\n  - The Roundhouse authors\n`;
const mac: Build = { version: '1.0.0', packaged: true, platform: 'darwin', appImage: false, feed, signed: true };

describe('whether this build updates itself', () => {
  it.each<[string, Partial<Build>]>([
    ['a signed app on macOS', {}],
    ['a signed app on Windows whose feed names who signs', { platform: 'win32', feed: windows }],
    ['one name instead of a list', { platform: 'win32', feed: `${feed}publisherName: The Roundhouse authors\n` }],
    ['releases on GitHub', { feed: 'provider: github\nowner: a\nrepo: b\n' }],
  ])('%s does', (_, facts) => {
    expect(whyOff({ ...mac, ...facts })).toBeNull();
  });

  it.each<[string, Partial<Build>, RegExp]>([
    ['a development build', { packaged: false }, /development build/],
    ['a package of Linux', { platform: 'linux' }, /package manager/],
    ['an AppImage', { platform: 'linux', appImage: true }, /cannot tell who made/],
    ['a build that is not signed', { signed: false }, /not signed/],
    ['a Windows build whose feed names nobody: nothing would be checked', { platform: 'win32' }, /not signed/],
    ['nobody’s name', { platform: 'win32', feed: `${feed}publisherName: []\n` }, /not signed/],
    ['no feed', { feed: null }, /no place to ask/],
    ['a torn feed', { feed: 'url: [' }, /no place to ask/],
    ['an empty feed', { feed: '' }, /no place to ask/],
    ['plain http', { feed: 'provider: generic\nurl: http://updates.example\n' }, /http:\/\/updates\.example, is not reached over https/],
  ])('%s does not, and says why', (_, facts, why) => {
    expect(whyOff({ ...mac, ...facts })).toMatch(why);
  });
});
