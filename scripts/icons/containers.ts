// The two containers of pictures in several sizes. Both take PNG as it is, so that there is nothing to encode.

export interface Png {
  pixels: number;
  data: Buffer;
}

/** ICONDIR, one ICONDIRENTRY per picture, then the pictures. 0 stands for 256. */
export function ico(pictures: readonly Png[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { pixels, data }] of pictures.entries()) {
    const at = 6 + 16 * index;
    head.writeUInt8(pixels % 256, at);
    head.writeUInt8(pixels % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(data.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += data.length;
  }
  return Buffer.concat([head, ...pictures.map(({ data }) => data)]);
}

/** A size in points has one picture for plain screens and one for those with four pixels in the place of one; some share theirs. */
const kinds: Record<number, readonly string[]> = {
  // the plain ones of 16 and 32 points would not be PNG: macOS scales these down
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic13', 'ic08'],
  512: ['ic14', 'ic09'],
  1024: ['ic10'],
};

/** `icns`, the length of all, then blocks of type, length and picture. */
export function icns(pictures: readonly Png[]): Buffer {
  const blocks = pictures.flatMap(({ pixels, data }) => (kinds[pixels] ?? []).map((kind) => block(kind, data)));
  return block('icns', Buffer.concat(blocks));
}

function block(kind: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(kind, 'latin1');
  head.writeUInt32BE(8 + data.length, 4);
  return Buffer.concat([head, data]);
}
