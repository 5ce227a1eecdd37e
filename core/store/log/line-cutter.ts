// Turns the chunks of a pipe into whole lines, whatever the chunks are. A chunk costs one search and one copy, not one per line.

export const maxLineBytes = 64 * 1024;

export interface LineCutter {
  /** complete lines joined by newlines, without the last newline, latin1; null when the chunk completes none */
  take(chunk: Buffer): string | null;
  /** the unfinished line when the pipe has ended */
  end(): string | null;
  /** what is held of an unfinished line */
  held(): string;
  cutBytes(): number;
}

export function createLineCutter(): LineCutter {
  let held = '';
  /** bytes of the unfinished line that did not fit any more */
  let over = 0;
  let cut = 0;

  const hold = (bytes: string): void => {
    const room = maxLineBytes - held.length;
    if (bytes.length <= room) held += bytes;
    else {
      held += bytes.slice(0, room);
      over += bytes.length - room;
      cut += bytes.length - room;
    }
  };

  const finish = (): string => {
    const line = over === 0 ? held : sayCut();
    held = '';
    over = 0;
    return line;
  };

  const sayCut = (): string => {
    const kept = held.slice(0, wholeCharacters(held));
    const lost = held.length - kept.length;
    cut += lost;
    return `${kept} [... ${over + lost} bytes of this line were cut]`;
  };

  return {
    take(chunk) {
      const last = chunk.lastIndexOf(10);
      if (last < 0) {
        hold(chunk.toString('latin1'));
        return null;
      }
      let text: string;
      if (held === '' && last <= maxLineBytes) text = chunk.toString('latin1', 0, last);
      else text = slowly(chunk, last, hold, finish);
      if (last + 1 < chunk.length) hold(chunk.toString('latin1', last + 1));
      return text;
    },
    end: () => (held === '' ? null : finish()),
    held: () => held,
    cutBytes: () => cut,
  };
}

/** The first line completes what is held; and in a chunk this large any line may be too long. */
function slowly(chunk: Buffer, last: number, hold: (bytes: string) => void, finish: () => string): string {
  const first = chunk.indexOf(10);
  hold(chunk.toString('latin1', 0, first));
  let text = finish();
  for (let from = first + 1; from <= last; ) {
    // as many lines as are sure to hold none that is too long
    let end = from + maxLineBytes >= last ? last : chunk.lastIndexOf(10, from + maxLineBytes);
    if (end < from) {
      end = chunk.indexOf(10, from);
      hold(chunk.toString('latin1', from, end));
      text += `\n${finish()}`;
    } else text += `\n${chunk.toString('latin1', from, end)}`;
    from = end + 1;
  }
  return text;
}

/** How much of it does not end within a UTF-8 character. Bytes that are no UTF-8 stay as they are. */
function wholeCharacters(bytes: string): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back += 1) {
    const code = bytes.charCodeAt(bytes.length - back);
    if (code < 0x80) return bytes.length;
    if (code < 0xc0) continue;
    const size = code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : 2;
    return size > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
