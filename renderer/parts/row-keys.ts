// Rows that leave the window hand their elements to those that come: under a flood of lines all of them do so many times a second, and
// to fill an element anew costs a part of what making one does.
import { useRef } from 'react';

/** The key of each row, by its id: its own as long as it is in the window. */
export function useRowKeys(ids: readonly number[]): readonly number[] {
  const last = useRef<ReadonlyMap<number, number>>(new Map());
  const next = keysOf(last.current, ids);
  last.current = new Map(ids.map((id, index) => [id, next[index]!]));
  return next;
}

export function keysOf(before: ReadonlyMap<number, number>, ids: readonly number[]): number[] {
  const staying = new Set(ids);
  const free = [...before].flatMap(([id, key]) => (staying.has(id) ? [] : [key]));
  let unused = before.size === 0 ? 0 : Math.max(...before.values()) + 1;
  let at = 0;
  return ids.map((id) => before.get(id) ?? free[at++] ?? unused++);
}
