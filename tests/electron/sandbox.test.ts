import { expect, it } from 'vitest';
import { withoutSandbox } from '../../electron/sandbox.ts';

const start = { packaged: true, argv: ['/opt/roundhouse-desktop', '--no-sandbox'], appImage: false };

it.each([
  ['an AppImage on a system that forbids user namespaces', { ...start, appImage: true }, /forbids .* Install the deb package/],
  ['somebody who switched it off', start, /without --no-sandbox/],
  ['a usual start', { ...start, argv: ['/opt/roundhouse-desktop', 'roundhouse://servers'] }, null],
  ['a development build', { ...start, packaged: false }, null],
])('%s', (_, facts, why) => {
  if (why === null) expect(withoutSandbox(facts)).toBeNull();
  else expect(withoutSandbox(facts)).toMatch(why);
});
