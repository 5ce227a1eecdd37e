// A window whose display was unplugged is brought to one that is there.
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** so much of it must be seen for a person to get hold of it */
const grip = 80;

/** null: it can stay where it is */
export function boundsInSight(window: Box, displays: readonly Box[], primary: Box): Box | null {
  const overlap = (from: number, length: number, start: number, size: number) =>
    Math.min(from + length, start + size) - Math.max(from, start);
  const isSeen = displays.some(
    (display) =>
      overlap(window.x, window.width, display.x, display.width) >= grip &&
      // its upper edge is where it is taken
      window.y >= display.y - 8 &&
      window.y + grip / 2 <= display.y + display.height,
  );
  if (isSeen) return null;
  const [width, height] = [Math.min(window.width, primary.width), Math.min(window.height, primary.height)];
  return {
    width,
    height,
    x: primary.x + Math.round((primary.width - width) / 2),
    y: primary.y + Math.round((primary.height - height) / 2),
  };
}
