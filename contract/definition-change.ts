// What became another thing in the definition of a server: `data` of the event `server.definition_changed`.
import { z } from 'zod';

export const keyChange = z.object({
  path: z.array(z.string()).describe('below the server, as in ["env", "DATABASE_URI"]'),
  before: z.unknown().describe('masked; null: no file said it'),
  after: z.unknown().describe('masked; null: no file says it any more'),
  secret: z.boolean().describe('a part is masked: this is not all that was there'),
  file: z.string().describe('where it is said now, or was said'),
  line: z.number().int().nullable(),
  beforeFile: z.string().nullable().describe('where it was said before; null: nowhere'),
});
export type KeyChange = z.infer<typeof keyChange>;

export const definitionChange = z.object({ section: z.enum(['servers', 'services']), changes: z.array(keyChange).min(1) });
export type DefinitionChange = z.infer<typeof definitionChange>;
