// Choosing several: one by one, or all between two.

/** With an anchor everything from there to the name is added, and nothing taken away: a range that went too far is mended one by one. */
export function pickedFrom(
  chosen: ReadonlySet<string>,
  anchor: string | null,
  name: string,
  order: readonly string[],
): ReadonlySet<string> {
  const next = new Set(chosen);
  const [from, to] = [anchor === null ? -1 : order.indexOf(anchor), order.indexOf(name)];
  if (from >= 0 && to >= 0 && from !== to) {
    for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(each);
  } else if (!next.delete(name)) next.add(name);
  return next;
}
