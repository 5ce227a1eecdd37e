// Trust in what servers say of themselves: their definitions (tools, prompts, templates, instructions) are pinned when first seen.
import { z } from 'zod';

/** `off`: not looked at. `flag`: what changed is shown. `enforce`: it is not offered either, until somebody approves it. */
export const pinModes = ['off', 'flag', 'enforce'] as const;
export type PinMode = (typeof pinModes)[number];

export const definitionKinds = ['tools', 'prompts', 'templates', 'instructions'] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

/** `unknown`: what was pinned cannot be read any more, so nobody can say whether it is the same */
export const definitionChanges = ['changed', 'new', 'unknown'] as const;
export type DefinitionChange = (typeof definitionChanges)[number];

export const suspicions = [
  'invisible',
  'bidi',
  'tags',
  'escape',
  'control',
  'padding',
  'look-alike',
  'encoded',
  'comment',
  'instruction',
  'too-long',
] as const;
export type Suspicion = (typeof suspicions)[number];

export const suspicious = z.object({
  what: z.enum(suspicions),
  where: z.string().describe('which part of the definition, as in `inputSchema.properties.path.description`'),
  text: z.string().describe('the place, with hidden characters written out, as in `[U+200B]`'),
});
export type Suspicious = z.infer<typeof suspicious>;

export const difference = z.object({
  path: z.string(),
  before: z.string().nullable().describe('null: it was not there'),
  after: z.string().nullable().describe('null: it is gone'),
});
export type Difference = z.infer<typeof difference>;

export const trustOfDefinition = z.object({
  change: z.enum(definitionChanges).nullable().describe('against what was pinned; null: the same'),
  blocked: z.boolean().describe('neither offered nor callable until it is approved'),
  suspicious: z.array(suspicious),
});
export type TrustOfDefinition = z.infer<typeof trustOfDefinition>;

/** One definition that waits for a look. */
export const definitionFinding = trustOfDefinition.extend({
  server: z.string(),
  kind: z.enum(definitionKinds),
  name: z.string().describe('the name that the server gave it; `instructions` for its instructions'),
  hash: z.string().describe('of the present definition: approve with `expect` to accept this one only'),
  differences: z.array(difference).describe('at most some; empty when it is new, or when the old text was too long to be kept'),
});
export type DefinitionFinding = z.infer<typeof definitionFinding>;

export const trustView = z.object({
  changed: z.number().int().describe('definitions that are new or other ones than when first seen'),
  suspicious: z.number().int().describe('definitions with hidden or suspicious text'),
  blocked: z.number().int().describe('not offered until approved'),
});
export type TrustView = z.infer<typeof trustView>;
