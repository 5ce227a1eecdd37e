// Changes of the gateway's profiles, in the own config: told with the way back, which gives the file back byte by byte.
import { t } from '../text.ts';
import type { ConfigChange } from '../view/profile-rules.ts';
import { client } from './engine.ts';
import { inWords } from './failure.ts';
import { toast } from './toasts.ts';

/** True when it is so now; what could not be done is told. */
export async function editProfile(name: string, edits: readonly ConfigChange[], words = t('profiles.changed', { name })): Promise<boolean> {
  if (edits.length === 0) return true;
  try {
    const { undo } = await client.editConfig({ edits: [...edits] });
    toast(words, undo === null ? {} : { undo: async () => void (await client.undoConfig({ undo })) });
    return true;
  } catch (error) {
    toast(t('profiles.failed', { name, reason: inWords(error) }), { tone: 'fail' });
    return false;
  }
}
