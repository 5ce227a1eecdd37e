// How much of its tools a client is shown: all of them, or three that find the others.
import { z } from 'zod';

export const surfaces = ['full', 'lazy'] as const;
export const surface = z.enum(surfaces);
export type Surface = (typeof surfaces)[number];
