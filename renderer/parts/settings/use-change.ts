// One value of the own config: shown as wanted at once, as it was again when it is refused, with the reason.
import { useEffect, useState } from 'react';
import { type ConfigValue, changeConfig } from '../../store/config.ts';
import { inWords } from '../../store/failure.ts';
import { t } from '../../text.ts';
import { type Origin, originOf, settingAt } from '../../view/setting-values.ts';
import { useData } from './data.tsx';

export interface Change {
  value: unknown;
  /** null: no file says it */
  origin: Origin | null;
  /** why it was not taken */
  wrong: string | null;
  /** null takes it out of the file */
  save(value: ConfigValue): void;
}

/** `what` is how it is called in what is told of the change. */
export function useChange(path: readonly string[], what: string, wordsOf: (value: ConfigValue) => string = String): Change {
  const { config } = useData();
  const [wanted, want] = useState<{ value: ConfigValue } | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const said = config.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once it was read again, that is the truth
  useEffect(() => want(null), [said]);
  const value = said ? settingAt(said, path) : undefined;
  return {
    value: wanted && wanted.value !== null ? wanted.value : value,
    origin: said ? originOf(said, path) : null,
    wrong,
    save(next) {
      want({ value: next });
      setWrong(null);
      const words = next === null ? t('set.unset', { what }) : t('set.changed', { what, value: wordsOf(next) });
      changeConfig([{ path: [...path], value: next }], words).then(config.again, (error: unknown) => {
        want(null);
        setWrong(inWords(error));
      });
    },
  };
}
