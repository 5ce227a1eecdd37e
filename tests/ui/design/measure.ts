// What a browser has computed for the parts of a page.
import type { Page } from 'playwright-core';
import type { Part, What } from './parts.ts';

/** by property; null: there is no such part */
export type Look = Record<string, string> | null;
/** by the name of the part */
export type Looks = Record<string, Look>;

const properties: Record<What, readonly string[]> = {
  text: ['font-family', 'font-size', 'font-weight', 'line-height', 'letter-spacing', 'color'],
  box: [
    'background-color',
    'border-top-left-radius',
    'padding-top',
    'padding-right',
    'padding-bottom',
    'padding-left',
    'row-gap',
    'column-gap',
    // a side at a time: some parts have a line on one side only
    ...['top', 'right', 'bottom', 'left'].map((side) => `border-${side}`),
  ],
  size: ['height'],
};

export function measure(page: Page, parts: readonly Part[], whose: 'drawn' | 'ours'): Promise<Looks> {
  const asked = parts.map((part) => ({
    name: part.name,
    selector: part[whose],
    properties: part.what.flatMap((what) => properties[what]),
  }));
  return page.evaluate((list) => {
    const looks: Record<string, Record<string, string> | null> = {};
    for (const { name, selector, properties: wanted } of list) {
      const element = [...document.querySelectorAll(selector)].find((each) => each.getClientRects().length > 0);
      const style = element && getComputedStyle(element);
      looks[name] = style ? Object.fromEntries(wanted.map((property) => [property, read(style, property)])) : null;
    }
    return looks;

    function read(style: CSSStyleDeclaration, property: string): string {
      const value = style.getPropertyValue(property);
      if (property === 'font-family') return value.split(',')[0]!.replaceAll('"', '');
      // without a line its colour says nothing
      if (property.startsWith('border-') && !property.endsWith('radius')) return value.startsWith('0px') ? 'none' : value;
      if (property.endsWith('gap')) return value === 'normal' ? '0px' : value;
      if (property === 'color' || property === 'background-color') return value === 'rgba(0, 0, 0, 0)' ? 'none' : value;
      if (/^-?[\d.]+px$/.test(value)) return `${Math.round(Number.parseFloat(value) * 100) / 100}px`;
      return value;
    }
  }, asked);
}
