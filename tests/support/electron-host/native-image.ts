// `nativeImage`: PNG files with their siblings for denser screens (`name@2x.png`), as the tray needs them.
import { readFileSync } from 'node:fs';
import { decodePng, isPng, type Pixels, pngSize } from './png.ts';

type Used =
  | 'isEmpty'
  | 'getSize'
  | 'toPNG'
  | 'toDataURL'
  | 'addRepresentation'
  | 'setTemplateImage'
  | 'isTemplateImage'
  | 'getScaleFactors'
  | 'getAspectRatio';

const densities = [1, 1.25, 1.5, 2, 2.5, 3, 4];

export class NativeImage implements Pick<Electron.NativeImage, Used> {
  #byScale = new Map<number, Buffer>();
  #isTemplate = false;

  isEmpty = (): boolean => this.#byScale.size === 0;
  getScaleFactors = (): number[] => [...this.#byScale.keys()].sort((a, b) => a - b);
  getSize = (scale?: number): Electron.Size => {
    const [least = 1] = this.getScaleFactors();
    const at = scale ?? least;
    const png = this.#byScale.get(at);
    if (!png) return { width: 0, height: 0 };
    const { width, height } = pngSize(png);
    return { width: Math.round(width / at), height: Math.round(height / at) };
  };
  getAspectRatio = (scale?: number): number => {
    const { width, height } = this.getSize(scale);
    return height === 0 ? 1 : width / height;
  };
  toPNG = ({ scaleFactor = 1 }: Electron.ToPNGOptions = {}): Buffer => this.#nearest(scaleFactor) ?? Buffer.alloc(0);
  toDataURL = (options?: Electron.ToDataURLOptions): string => `data:image/png;base64,${this.toPNG(options).toString('base64')}`;
  setTemplateImage = (option: boolean): void => {
    this.#isTemplate = option;
  };
  isTemplateImage = (): boolean => this.#isTemplate;
  get isMacTemplateImage(): boolean {
    return this.#isTemplate;
  }
  set isMacTemplateImage(option: boolean) {
    this.#isTemplate = option;
  }
  addRepresentation = ({ scaleFactor = 1, buffer, dataURL }: Electron.AddRepresentationOptions): void => {
    const png = buffer ?? (dataURL ? Buffer.from(dataURL.slice(dataURL.indexOf(',') + 1), 'base64') : undefined);
    if (png && isPng(png)) this.#byScale.set(scaleFactor, png);
  };

  /** one per density, for the tray */
  pixels(): Pixels[] {
    return this.getScaleFactors().map((scale) => decodePng(this.#byScale.get(scale)!));
  }

  #nearest(scale: number): Buffer | undefined {
    return this.#byScale.get(scale) ?? this.#byScale.get(this.getScaleFactors().at(-1) ?? 1);
  }
}

function createFromBuffer(buffer: Buffer, { scaleFactor = 1 }: Electron.CreateFromBufferOptions = {}): NativeImage {
  const image = new NativeImage();
  image.addRepresentation({ scaleFactor, buffer });
  return image;
}

/** Electron says nothing of a file that is not there: the image is empty. */
function createFromPath(path: string): NativeImage {
  const image = new NativeImage();
  for (const scaleFactor of densities) {
    try {
      const name = scaleFactor === 1 ? path : path.replace(/(\.[^./]+)$/, `@${scaleFactor}x$1`);
      image.addRepresentation({ scaleFactor, buffer: readFileSync(name) });
    } catch {} // not drawn for this density
  }
  if (/Template(@\dx)?\.png$/.test(path)) image.setTemplateImage(true);
  return image;
}

export const imageOf = (image: unknown): NativeImage => (image instanceof NativeImage ? image : createFromPath(String(image)));

export const nativeImage = {
  createEmpty: () => new NativeImage(),
  createFromPath,
  createFromBuffer,
  createFromDataURL(dataURL: string) {
    const image = new NativeImage();
    image.addRepresentation({ dataURL });
    return image;
  },
};
