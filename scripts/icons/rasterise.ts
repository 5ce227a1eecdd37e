// SVG to PNG by the browser that the tests use: there is no native image library to install.
import { chromium } from 'playwright-core';
import type { Picture } from './plan.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** in the order in which they were asked for */
export async function rasterised(pictures: readonly Picture[]): Promise<Buffer[]> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'] });
  try {
    const page = await browser.newPage();
    const drawn = await page.evaluate(drawAll, [...pictures]);
    return drawn.map((data) => Buffer.from(data.slice(data.indexOf(',') + 1), 'base64'));
  } finally {
    await browser.close();
  }
}

/** runs in the page */
async function drawAll(pictures: Picture[]): Promise<string[]> {
  const drawn: string[] = [];
  for (const { svg, pixels } of pictures) {
    const image = new Image(pixels, pixels);
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = pixels;
    canvas.height = pixels;
    canvas.getContext('2d')!.drawImage(image, 0, 0, pixels, pixels);
    drawn.push(canvas.toDataURL('image/png'));
  }
  return drawn;
}
