// What the engine's config says, and changes of it: made at once, told with the way back.
import type { AnswerOf } from '../../contract/routes/table.ts';
import { client } from './engine.ts';
import { type Resource, useResource } from './resource.ts';
import { toast } from './toasts.ts';

export type ConfigView = AnswerOf<'config'>;
export type SettingsInForce = AnswerOf<'settings'>;
/** null takes the key away */
export type ConfigValue = string | number | boolean | string[] | null;
export interface ConfigEdit {
  path: string[];
  value: ConfigValue;
}

const isAboutConfig = ({ type }: { type: string }) => type.startsWith('config.');

export const useConfig = (): Resource<ConfigView> =>
  useResource('config', (signal) => client.config({}, { signal }), isAboutConfig, { hasLines: true });
export const useSettings = (): Resource<SettingsInForce> =>
  useResource('settings', (signal) => client.settings({}, { signal }), isAboutConfig);

/** `said` is what the toast tells. What the config does not accept is thrown, and nothing is written. */
export async function changeConfig(edits: readonly ConfigEdit[], said: string): Promise<void> {
  const { undo } = await client.editConfig({ edits: [...edits] });
  if (undo === null) return;
  toast(said, { undo: async () => void (await client.undoConfig({ undo })) });
}
