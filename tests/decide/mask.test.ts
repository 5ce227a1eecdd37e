import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretName, mask, maskArgs, maskLaunch, maskSecrets, maskValue } from '../../core/decide/mask.ts';

// Put together at run time, so that no scanner takes this file for a leak.
const body = 'Ab3dE6gH1jK2mN4pQ5rS7tU8vW9xY0zA1bC2dE3fG4';
const hex = '0123456789abcdef0123456789abcdef';
const shapes: [string, string, string?][] = [
  ['Anthropic', `sk-ant-api03-${body}`],
  ['OpenAI', `sk-${body}`],
  ['OpenAI project', `sk-proj-${body}`],
  ['OpenRouter', `sk-or-v1-${hex}`],
  ['Stripe', `sk_live_${body}`],
  ['Stripe restricted', `rk_test_${body}`],
  ['Stripe webhook', `whsec_${body}`],
  ['GitHub classic', `ghp_${body}`],
  ['GitHub app', `ghs_${body}`],
  ['GitHub fine-grained', `github_pat_${body}`],
  ['GitLab', `glpat-${body}`],
  ['Slack bot', `xoxb-1234567890-${body}`],
  ['Slack app', `xapp-1-A0-${body}`],
  ['Slack hook', `https://hooks.slack.com/services/T000/B000/${body}`],
  ['Discord hook', `https://discord.com/api/webhooks/123/${body}`],
  ['Telegram', `123456789:${body}`],
  ['AWS key id', 'AKIAABCDEFGHIJKLMNOP', 'ABCDEFGHIJKLMNOP'],
  ['Google', `AIza${body}`],
  ['Google OAuth', `ya29.${body}`],
  ['Google client', `GOCSPX-${body}`],
  ['npm', `npm_${body}`],
  ['PyPI', `pypi-${body}`],
  ['Docker', `dckr_pat_${body}`],
  ['Hugging Face', `hf_${body}`],
  ['Replicate', `r8_${body}`],
  ['Groq', `gsk_${body}`],
  ['xAI', `xai-${body}`],
  ['Perplexity', `pplx-${body}`],
  ['Tavily', `tvly-dev-${body}`],
  ['Firecrawl', `fc-${hex}`, hex],
  ['Notion', `ntn_${body}`],
  ['Notion old', `secret_${body}`],
  ['Linear', `lin_api_${body}`],
  ['Figma', `figd_${body}`],
  ['SendGrid', `SG.${body}.${body}`],
  ['Mailgun', `key-${hex}`, hex],
  ['Shopify', `shpat_${hex}`, hex],
  ['DigitalOcean', `dop_v1_${hex}`, hex],
  ['Supabase', `sbp_${hex}`, hex],
  ['Vault', `hvs.${body}`],
  ['Doppler', `dp.pt.${body}`],
  ['Sentry', `sntrys_${body}`],
  ['Grafana', `glsa_${body}`],
  ['Databricks', `dapi${hex}`, hex],
  ['Atlassian', `ATATT3${body}`],
  ['Twilio', `SK${hex}`, hex],
  ['JWT', `eyJhbGciOiJIUzI1NiJ9.${body}.${body}`],
  ['private key', `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`],
  ['bearer', `Authorization: Bearer ${body}`],
  ['basic', `authorization: basic ${body}==`],
  ['cookie', `Cookie: sid=${body}; theme=dark`],
  ['URL password', `postgres://me:${body}@db:5432/x`],
  ['URL query', `https://example.com/mcp?a=1&api_key=${body}&b=2`],
  ['assignment', `GITHUB_TOKEN=${body}`],
  ['quoted assignment', `export DB_PASSWORD="${body} with space"`],
  ['JSON', `{"clientSecret": "${body}", "n": 1}`],
  ['YAML', `password: ${body}`],
  ['option', `server --api-key ${body} --verbose`],
  ['option with =', `server --token=${body}`],
  ['connection string', `AccountName=x;AccountKey=${body}==;EndpointSuffix=y`],
];

describe('secrets by their shape', () => {
  it(`knows at least 50 shapes`, () => expect(shapes.length).toBeGreaterThanOrEqual(50));
  it.each(shapes)('%s', (_what, text, secret = body) => {
    for (const around of [text, `before ${text} after`, JSON.stringify({ value: text }), `(${text})`]) {
      const masked = maskSecrets(around);
      expect(masked).not.toContain(secret);
      expect(masked).toContain(mask);
      expect(maskSecrets(masked)).not.toContain(secret);
    }
  });

  it.each([
    'Server listening on http://localhost:8080/mcp',
    'npx -y @modelcontextprotocol/server-filesystem /home/me/projects',
    'token expired, sign in again',
    'invalid token: unexpected end of input',
    'max_tokens=4096 temperature=0.2',
    'commit 0123456789abcdef0123456789abcdef01234567',
    'uuid 123e4567-e89b-12d3-a456-426614174000',
    'task-runner-with-a-very-long-name',
    '2026-11-21T08:36:56.123Z INFO ready in 35 ms',
    'SSH_AUTH_SOCK=/tmp/ssh/agent.1',
    'PUBLIC_KEY_PATH=/etc/key.pub',
    '--keyboard us --author me',
  ])('leaves %s readable', (text) => {
    // "invalid token: …" is the one that a name alone cannot tell from a secret
    if (text.startsWith('invalid token')) expect(maskSecrets(text)).toContain('invalid token');
    else expect(maskSecrets(text)).toBe(text);
  });

  it('is quick on long lines', () => {
    for (const text of [
      'a'.repeat(200_000),
      'token='.repeat(30_000),
      '"'.repeat(100_000),
      `-----BEGIN PRIVATE KEY-----${'x'.repeat(200_000)}`,
      'eyJ'.repeat(50_000),
      '-a '.repeat(50_000),
      'a:'.repeat(100_000),
    ]) {
      const began = performance.now();
      maskSecrets(text);
      expect(performance.now() - began).toBeLessThan(1500);
    }
  });
});

describe('secrets by their name', () => {
  it.each(
    'API_KEY apiKey x-api-key GITHUB_TOKEN githubToken GITHUBTOKEN AUTHORIZATION Authorization Cookie DB_PASSWORD PGPASSWORD clientSecret AWS_SECRET_ACCESS_KEY ENCRYPTION_KEY KEY JWT DATABASE_DSN SESSION_ID private_key --token access_token SLACK_BOT_TOKENS OPENAI_KEY'.split(
      ' ',
    ),
  )('%s is one', (name) => {
    expect(isSecretName(name)).toBe(true);
  });
  it.each(
    'PATH HOME KEYBOARD MONKEY PUBLIC_KEY AUTHOR MAX_TOKENS tokenLimit TOKENIZER_PATH NODE_ENV SSH_AUTH_SOCK SECRET_FILE compass url Content-Type'.split(
      ' ',
    ),
  )('%s is none', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('what is known to be secret', () => {
  it('shows references, and never a default', () => {
    expect(maskValue('Bearer ${TOKEN}')).toBe('Bearer ${TOKEN}');
    expect(maskValue('${TOKEN:-abc}')).toBe(mask);
    expect(maskValue('abc${TOKEN}')).toBe(mask);
    expect(maskValue('')).toBe('');
  });

  it('masks a password with a slash in a URL, and leaves ports and paths alone', () => {
    expect(maskSecrets('redis://u:a/b+c@cache:6379/0')).toBe('redis://u:******@cache:6379/0');
    expect(maskSecrets('http://localhost:5173/@vite/client')).toBe('http://localhost:5173/@vite/client');
    expect(maskSecrets('redis://u:pw@cache/path@2')).toBe('redis://u:******@cache/path@2');
  });

  it('never leaks, whatever the secret is', () => {
    const secret = fc
      .string({ minLength: 8, maxLength: 60 })
      .filter((text) => !text.includes('${') && text.trim().length >= 6 && !text.includes('*'));
    fc.assert(
      fc.property(secret, (text) => {
        expect(
          JSON.stringify(maskLaunch({ command: 'x', args: ['--token', `v${text}`], env: { API_KEY: text }, type: 'stdio' })),
        ).not.toContain(JSON.stringify(text).slice(1, -1));
        expect(JSON.stringify(maskLaunch({ url: 'http://x/', headers: { Authorization: text, 'X-Api-Key': text } }))).not.toContain(
          JSON.stringify(text).slice(1, -1),
        );
      }),
    );
    // in a URL, digits and a slash are a port and a path: nobody can tell
    const word = fc.stringMatching(/^[A-Za-z0-9_+/-]{10,60}$/).filter((text) => !/^\d{1,5}\//.test(text));
    fc.assert(
      fc.property(
        word,
        fc.constantFrom('--secret=', 'PASSWORD=', '"api_key": "', 'https://x/?token=', 'Bearer ', 'redis://u:'),
        (text, before) => {
          const after = before.includes('"') ? '"' : before.includes('u:') ? '@h' : '';
          expect(maskSecrets(`${before}${text}${after}`)).not.toContain(text);
          expect(maskArgs([`${before}${text}${after}`])[0]).not.toContain(text);
        },
      ),
    );
  });
});
