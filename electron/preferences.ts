// What belongs to this desktop only, kept by electron-store. [the helper fills this in]
import type { Preferences } from '../contract/desktop.ts';

export interface PreferenceStore {
  get(): Preferences;
  /** the new ones; a listener is told */
  set(change: Partial<Preferences>): Preferences;
  onChange(listener: (now: Preferences) => void): () => void;
}
