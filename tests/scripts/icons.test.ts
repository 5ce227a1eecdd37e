// The pictures in resources/ are what `npm run icons` makes of the drawings: all of them, in their sizes, and what each system takes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { icns, ico } from '../../scripts/icons/containers.ts';
import { plan, resources } from '../../scripts/icons/plan.ts';
import { decoded, encoded } from '../../scripts/icons/png.ts';

const read = (file: string): Buffer => readFileSync(join(resources, file));
const of = (kind: string) => plan.filter((made) => made.kind === kind);

/** what each entry of an ICO says of its picture, with the picture */
function entries(file: Buffer): { pixels: number; png: Buffer }[] {
  expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index;
    const [length, offset] = [file.readUInt32LE(at + 8), file.readUInt32LE(at + 12)];
    return { pixels: file[at] || 256, png: file.subarray(offset, offset + length) };
  });
}

function blocks(file: Buffer): { kind: string; png: Buffer }[] {
  expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length]);
  const found: { kind: string; png: Buffer }[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    found.push({ kind: file.toString('latin1', at, at + 4), png: file.subarray(at + 8, at + file.readUInt32BE(at + 4)) });
  }
  return found;
}

it('holds what the script makes, and nothing else', () => {
  const there = readdirSync(resources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(resources.length + 1))
    .filter((file) => !/^(icons|bin)\//.test(file));
  expect(there.sort()).toEqual(plan.map(({ file }) => file).sort());
});

it.each(of('png'))('$file is square, of its size, and has both what is seen and what is not', ({ file, pictures }) => {
  const { width, height, rgba } = decoded(read(file));
  expect([width, height]).toEqual([pictures[0]!.pixels, pictures[0]!.pixels]);
  const alpha = new Set(rgba.filter((_, index) => index % 4 === 3));
  expect(alpha.has(0)).toBe(true);
  expect(Math.max(...alpha)).toBeGreaterThan(200);
});

it.each(of('png').filter(({ file }) => file.includes('Template')))('$file is black and alpha alone', ({ file }) => {
  const { rgba } = decoded(read(file));
  expect(rgba.every((value, index) => index % 4 === 3 || value === 0)).toBe(true);
});

it('draws each state so that it is told apart in one colour', () => {
  const shapes = of('png')
    .filter(({ file }) => /Template\.png$/.test(file))
    .map(({ file }) => decoded(read(file)).rgba.toString('base64'));
  expect(new Set(shapes).size).toBe(5);
});

it.each(of('ico'))('$file has its sizes', ({ file, pictures }) => {
  const found = entries(read(file));
  expect(found.map(({ pixels }) => pixels)).toEqual(pictures.map(({ pixels }) => pixels));
  for (const { pixels, png } of found) expect(decoded(png)).toMatchObject({ width: pixels, height: pixels });
});

it('app/icon.icns has a picture for every size but the two smallest plain ones', () => {
  const found = blocks(read('app/icon.icns'));
  const sizes = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 };
  expect(Object.fromEntries(found.map(({ kind, png }) => [kind, decoded(png).width]))).toEqual(sizes);
});

it('draws the signs of menus as the page draws them', () => {
  const page = readFileSync(join(resources, '../renderer/parts/glyph.tsx'), 'utf8');
  const shapes = [...page.matchAll(/^ {2}(\w+): ([\s\S]*?)(?=^ {2}\w+:|^};)/gm)];
  expect(shapes).toHaveLength(9);
  const geometry = (text: string) => [...text.matchAll(/\b(?:d|cx|cy|r|x|y|rx)="[^"]+"/g)].map(([found]) => found).sort();
  for (const [, name, shape] of shapes) {
    // what is cut out stands in a mask there, which covers the whole
    const svg = read(`icons/menu/${name}.svg`)
      .toString('utf8')
      .replace(/<rect width="12" height="12"[^>]*>/, '');
    expect(geometry(svg), name).toEqual(geometry(shape!));
  }
});

it('stays small: it is part of every package', () => {
  const bytes = plan.reduce((sum, { file }) => sum + read(file).length, 0);
  expect(bytes).toBeLessThan(400 * 1024);
});

describe('the writers', () => {
  const picture = (pixels: number) => {
    const rgba = Buffer.from(Array.from({ length: pixels * pixels * 4 }, (_, index) => (index * 7919) % 256));
    return { pixels, data: encoded({ width: pixels, height: pixels, rgba }), rgba };
  };

  it('give back the pixels that they were given', () => {
    for (const pixels of [1, 2, 16, 33]) {
      const { data, rgba } = picture(pixels);
      expect(decoded(data)).toEqual({ width: pixels, height: pixels, rgba });
    }
  });

  it('write 256 as 0, as ICO has it', () => {
    const file = ico([picture(16), picture(256)]);
    expect(file[6 + 16]).toBe(0);
    expect(entries(file).map(({ pixels, png }) => [pixels, decoded(png).width])).toEqual([
      [16, 16],
      [256, 256],
    ]);
  });

  it('write a picture once for each size in points that it serves', () => {
    expect(blocks(icns([picture(256)])).map(({ kind }) => kind)).toEqual(['ic13', 'ic08']);
  });
});
