// The window as the drawings have it: computed font, spacing and colour of its main parts, against what was measured of the drawings and kept.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, withoutChromium } from '../support/chromium.ts';
import type { LiveEngine } from '../support/live-engine.ts';
import { allowed } from './design/allowed.ts';
import { differences, idle, reasonOf, type Values } from './design/compare.ts';
import { measureOurs, stage } from './design/pages.ts';
import { drawings } from './design/parts.ts';
import { tokenDifferences, tokensOf } from './design/tokens.ts';
import { settled } from './staged-home.ts';

type Tokens = Record<string, { light: string; dark: string }>;
const drawn = JSON.parse(readFileSync(join(import.meta.dirname, 'design-values.json'), 'utf8')) as Values & { tokens: Tokens };

describe.skipIf(withoutChromium('the comparison with the drawings'))('the window', () => {
  let engine: LiveEngine;
  let browser: Browser;
  beforeAll(async () => {
    engine = stage();
    await engine.start();
    await settled(engine);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('differs from the drawings only where a reason is given, and no reason is left over', async () => {
    const found = differences(drawn, await measureOurs(browser, engine));
    expect(found.filter((each) => reasonOf(allowed, each) === undefined)).toEqual([]);
    expect(idle(allowed, found)).toEqual([]);
  }, 90_000);
});

it('each part that is compared was drawn', () => {
  const names = drawings.flatMap(({ parts }) => parts.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  for (const looks of [drawn.light, drawn.dark]) expect(names.filter((name) => !looks[name])).toEqual([]);
});

it('the tokens are the drawn ones', () => {
  const ours = tokensOf(readFileSync(join(import.meta.dirname, '..', '..', 'renderer', 'styles', 'tokens.css'), 'utf8'));
  expect(Object.keys(drawn.tokens).length).toBeGreaterThan(60);
  expect(tokenDifferences(ours, new Map(Object.entries(drawn.tokens)))).toEqual([]);
});
