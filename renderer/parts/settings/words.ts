// What a setting is called and what it says of itself, by its name in the list of settings.
import { desktop } from '../../store/desktop.ts';
import { hasText, t } from '../../text.ts';
import { keyActions } from '../../view/keys.ts';
import { foundSettings, isThere, type SectionId, type SettingId } from '../../view/settings-index.ts';

export function titleOf(id: SettingId): string {
  const action = keyActions.find((each) => id === `key.${each}`);
  if (action) return t(`keys.do.${action}`);
  return sayOr(`set.${id}`, id);
}

export const moreOf = (id: SettingId): string | null =>
  (desktop !== null && sayOr(`set.${id}.more.desktop`, '')) || sayOr(`set.${id}.more`, '') || null;

const otherWords = (id: SettingId): string => sayOr(id.startsWith('key.') ? 'set.key.words' : `set.${id}.words`, '');

/** a text that only some have */
const sayOr = (id: string, otherwise: string): string => (hasText(id) ? t(id) : otherwise);

const saidOf = (id: SettingId, section: SectionId): string =>
  [t(`settings.${section}`), titleOf(id), moreOf(id) ?? '', otherWords(id), id].join(' ');

/** words by which the palette finds it besides its title */
export const wordsOf = (id: SettingId, section: SectionId): string => `${t(`settings.${section}`)} ${otherWords(id)}`.toLowerCase();

export const findSettings = (typed: string, platform = desktop?.platform ?? null): ReadonlySet<SettingId> =>
  new Set([...foundSettings(typed, saidOf)].filter((id) => isThere(id, platform)));
