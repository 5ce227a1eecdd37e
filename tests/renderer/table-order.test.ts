import { describe, expect, it } from 'vitest';
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
