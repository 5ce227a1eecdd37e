// PNG to pixels: what an icon needs (any colour type, no interlacing).
import { inflateSync } from 'node:zlib';

export interface Pixels {
  width: number;
  height: number;
  /** four bytes each: red, green, blue, alpha */
  rgba: Buffer;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const channelsOf: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export const isPng = (file: Buffer): boolean => file.subarray(0, 8).equals(signature);

export function pngSize(file: Buffer): { width: number; height: number } {
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}

export function decodePng(file: Buffer): Pixels {
  const chunks = chunksOf(file);
  const one = (type: string) => chunks.find((chunk) => chunk.type === type)?.data;
  const head = one('IHDR');
  if (!head) throw new Error('not a PNG');
  const { width, height } = pngSize(file);
  const [depth = 8, color = 6, , , interlace] = head.subarray(8);
  const channels = channelsOf[color];
  if (interlace || !channels) throw new Error(`a PNG of colour type ${color}, interlace ${interlace} is not read here`);
  const data = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data)));
  const stride = Math.ceil((width * channels * depth) / 8);
  const lines = unfilter(data, height, stride, Math.max(1, (channels * depth) >> 3));
  const sample = (line: Buffer, at: number): number => {
    if (depth === 8) return line[at]!;
    if (depth === 16) return line[at * 2]!;
    const perByte = 8 / depth;
    return (line[Math.floor(at / perByte)]! >> (8 - depth * ((at % perByte) + 1))) & ((1 << depth) - 1);
  };
  const [palette, transparency] = [one('PLTE'), one('tRNS')];
  const grey = (value: number) => (depth < 8 ? Math.round((value * 255) / ((1 << depth) - 1)) : value);
  const rgba = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [a = 0, b = 0, c = 0, d = 255] = Array.from({ length: channels }, (_, channel) => sample(lines[y]!, x * channels + channel));
      let pixel = [a, b, c, channels === 4 ? d : 255];
      if (color === 3) pixel = [...palette!.subarray(a * 3, a * 3 + 3), transparency?.[a] ?? 255];
      else if (channels === 1) pixel = [grey(a), grey(a), grey(a), 255];
      else if (channels === 2) pixel = [a, a, a, b];
      rgba.set(pixel, (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

function chunksOf(file: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at + 8 <= file.length; ) {
    const length = file.readUInt32BE(at);
    chunks.push({ type: file.toString('latin1', at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function unfilter(data: Buffer, height: number, stride: number, step: number): Buffer[] {
  const lines: Buffer[] = [];
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)]!;
    const line = Buffer.from(data.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    const above = lines[y - 1];
    for (let at = 0; at < stride; at++) {
      const left = line[at - step] ?? 0;
      const up = above?.[at] ?? 0;
      const corner = above?.[at - step] ?? 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      line[at] = (line[at]! + guess) & 0xff;
    }
    lines.push(line);
  }
  return lines;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
