import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkedPages, linkIn, linkTo, placeOfLink } from '../../electron/links.ts';
import { pageIds, parseRoute } from '../../renderer/route.ts';

describe('roundhouse:// links', () => {
  it('know the pages of the window', () => {
    expect([...linkedPages].sort()).toEqual([...pageIds].sort());
  });

  it.each([
    ['roundhouse://server/postgres/logs?at=2026-11-21T12:08:00Z', 'server/postgres/logs?at=2026-11-21T12:08:00Z'],
    ['roundhouse://logs', 'logs'],
    ['roundhouse://logs/', 'logs'],
    ['roundhouse:logs', 'logs'],
    ['roundhouse:///settings/general', 'settings/general'],
    ['roundhouse://server/a%2Fb%20c', 'server/a%2Fb%20c'],
    ['ROUNDHOUSE://alerts', 'alerts'],
    // a page of a server of that name: nothing is called
    ['roundhouse://server/../../api/v1/shutdown', 'server/api/v1/shutdown'],
    ['roundhouse://', ''],
  ])('%s leads to “%s”', (link, place) => {
    expect(placeOfLink(link)).toBe(place);
    expect(placeOfLink(linkTo(place))).toBe(place);
  });

  it.each([
    'https://example.org/',
    'roundhouse://elsewhere/x',
    'roundhouse://user:word@logs/',
    'roundhouse://logs:80/',
    'javascript:alert(1)',
    'roundhouse',
    '',
    `roundhouse://logs?q=${'x'.repeat(3000)}`,
  ])('%s leads nowhere', (link) => {
    expect(placeOfLink(link)).toBe(null);
  });

  it('whatever is sent, the place is one of the pages', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.string().map((text) => `roundhouse://${text}`),
      fc.string().map((text) => `roundhouse:server/${text}`),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const place = placeOfLink(text);
        if (place === null || place === '') return;
        const { page } = parseRoute(`#/${place}`);
        expect(place.split(/[/?]/)[0]).toBe(page);
        expect(new URL(`app://roundhouse/#/${place}`).pathname).toBe('/');
      }),
    );
  });

  it('are found among the arguments of a launch', () => {
    expect(linkIn(['/opt/Roundhouse/roundhouse', '--hidden', 'roundhouse://alerts'])).toBe('roundhouse://alerts');
    expect(linkIn(['/opt/roundhouse/roundhouse', '.'])).toBe(null);
  });
});
