// PNG of eight bits and four channels, read and written: the same picture in the fewest bytes, and nothing beside it.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const channels = 4;

export interface Pixels {
  width: number;
  height: number;
  /** red, green, blue, alpha of each, by rows */
  rgba: Buffer;
}

/** What each filter takes off a byte: nothing, its left neighbour, the one above, the mean of both, the nearest of three. */
const filters = [
  () => 0,
  (left: number) => left,
  (_left: number, up: number) => up,
  (left: number, up: number) => (left + up) >> 1,
  (left: number, up: number, corner: number) => {
    const guess = left + up - corner;
    const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
    return a <= b && a <= c ? left : b <= c ? up : corner;
  },
] as const;

export function decoded(png: Buffer): Pixels {
  if (!png.subarray(0, 8).equals(signature)) throw new Error('this is no PNG');
  const parts = [...chunks(png)];
  const head = parts.find(({ kind }) => kind === 'IHDR')!.data;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  if (head[8] !== 8 || head[9] !== 6) throw new Error(`a PNG of ${head[8]} bits and colour type ${head[9]}, not of 8 and 6`);
  const rows = inflateSync(Buffer.concat(parts.filter(({ kind }) => kind === 'IDAT').map(({ data }) => data)));
  const rgba = Buffer.alloc(width * height * channels);
  const stride = width * channels;
  for (let y = 0; y < height; y++) {
    const filter = filters[rows[y * (stride + 1)]!]!;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      rgba[at] = rows[y * (stride + 1) + 1 + x]! + filter(...around(rgba, at, x, y, stride));
    }
  }
  return { width, height, rgba };
}

export function encoded({ width, height, rgba }: Pixels): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = 6;
  const packed = filters.map((_, kind) => deflateSync(filtered({ width, height, rgba }, kind), { level: 9, memLevel: 9 }));
  const least = packed.reduce((a, b) => (b.length < a.length ? b : a));
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', least), chunk('IEND', Buffer.alloc(0))]);
}

function filtered({ width, height, rgba }: Pixels, kind: number): Buffer {
  const stride = width * channels;
  const rows = Buffer.alloc(height * (stride + 1));
  const filter = filters[kind]!;
  for (let y = 0; y < height; y++) {
    rows[y * (stride + 1)] = kind;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      rows[y * (stride + 1) + 1 + x] = rgba[at]! - filter(...around(rgba, at, x, y, stride));
    }
  }
  return rows;
}

/** the same channel of the pixel to the left, above, and above to the left; 0 beyond the edge */
function around(rgba: Buffer, at: number, x: number, y: number, stride: number): [number, number, number] {
  const isFirst = x < channels;
  return [isFirst ? 0 : rgba[at - channels]!, y === 0 ? 0 : rgba[at - stride]!, isFirst || y === 0 ? 0 : rgba[at - stride - channels]!];
}

function* chunks(png: Buffer): Generator<{ kind: string; data: Buffer }> {
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield { kind: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
