// What may come along with each question. It comes from a page, so nothing of it is believed before it was read here.
import { z } from 'zod';
import { preferencesChange } from '../preferences-shape.ts';
import type { Arguments, Question } from './channels.ts';

const none = z.tuple([]);
/** no file system knows the one, and none of ours is longer than the other */
const path = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[^\0]*$/);
const extension = z.string().regex(/^[A-Za-z0-9]{1,16}$/);
/** in the head of a dialog: one line */
const title = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]*$/u);

export const argumentsOf: { [Q in Question]: z.ZodType<Arguments<Q>> } = {
  pickFile: z.tuple([z.strictObject({ title, extensions: z.array(extension).max(20).optional(), folder: z.boolean().optional() })]),
  showInFolder: z.tuple([path]),
  loginItem: none,
  setLoginItem: z.tuple([z.boolean()]),
  openLoginItems: none,
  preferences: none,
  setPreferences: z.tuple([preferencesChange]),
  notifications: none,
  testNotification: none,
  updates: none,
  checkForUpdates: none,
  installUpdate: none,
};
