import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideSecrets } from '../../../core/link/oauth/auth-words.ts';
import { readChallenge } from '../../../core/link/oauth/authority.ts';

const read = (header: string) => readChallenge(new Response(null, { status: 401, headers: { 'www-authenticate': header } }));
const nothing = { resourceMetadataUrl: null, scope: null, error: null };

describe('what a remote says when it refuses', () => {
  it.each([
    ['Bearer', nothing],
    ['Basic realm="resource_metadata=https://evil.example/"', nothing],
    ['Bearer resource_metadata="https://a.example/x"', { ...nothing, resourceMetadataUrl: 'https://a.example/x' }],
    [
      'bearer error=invalid_token, resource_metadata=https://a.example/x',
      { resourceMetadataUrl: 'https://a.example/x', scope: null, error: 'invalid_token' },
    ],
    ['Bearer realm="a, scope=\\"b\\"", scope="read write"', { ...nothing, scope: 'read write' }],
    ['Basic realm="x", Bearer scope="read"', { ...nothing, scope: 'read' }],
    ['Bearer resource_metadata="not a url", x_scope="no"', nothing],
    ['DPoP scope="read"', { ...nothing, scope: 'read' }],
  ])('%s', (header, expected) => {
    expect(read(header)).toEqual(expected);
  });

  it('never throws, and takes no address that is none', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'Bearer scope="=, \\x/:resource_metadata'.split('')) }), (header) => {
        const { resourceMetadataUrl } = read(header.trim());
        expect(resourceMetadataUrl === null || URL.canParse(resourceMetadataUrl)).toBe(true);
      }),
    );
  });

  it('no secret stays in a text, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[A-Za-z0-9_-]{12,40}$/), fc.string(), (before, secret, after) => {
        expect(hideSecrets(`${before}${secret}${after}`, [secret])).not.toContain(secret);
      }),
    );
  });
});
