import { describe, expect, it } from 'vitest';
import { actionOf } from '../../renderer/view/keys.ts';
import { firstSort, nextSort, sorted, sortOf, sortText } from '../../renderer/view/table-order.ts';
import { someServers, view } from '../support/page-state.ts';

describe('the order of the table', () => {
  it('begins with trouble', () => {
    expect(
      sorted(someServers(), firstSort)
        .slice(0, 3)
        .map(({ name }) => name),
    ).toEqual(['postgres', 'github', 'chrome-devtools']);
    expect(sortText(firstSort)).toBeNull();
    expect(sortOf('nonsense')).toEqual(firstSort);
  });

  it('puts the greatest figure first, and what is not known last either way', () => {
    const servers = [view('a', { cpu: null }), view('b', { cpu: 1 }), view('c', { cpu: 7 })];
    const down = nextSort(firstSort, 'cpu');
    expect(sortText(down)).toBe('-cpu');
    expect(sorted(servers, down).map(({ name }) => name)).toEqual(['c', 'b', 'a']);
    expect(sorted(servers, nextSort(down, 'cpu')).map(({ name }) => name)).toEqual(['b', 'c', 'a']);
    expect(sortOf(sortText(down))).toEqual(down);
  });
});

describe('single keys', () => {
  const pressed = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false, ...more });
  it('are taken outside of fields alone, and never with a modifier', () => {
    expect(actionOf(pressed('V'), false)).toBe('view');
    expect(actionOf(pressed('!'), false)).toBe('attention');
    expect(actionOf(pressed('v'), true)).toBeNull();
    expect(actionOf(pressed('v', { ctrlKey: true }), false)).toBeNull();
    expect(actionOf(pressed('v', { defaultPrevented: true }), false)).toBeNull();
  });
});
