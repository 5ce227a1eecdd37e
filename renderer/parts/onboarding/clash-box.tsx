import { useId } from 'react';
import { clientName } from '../../../contract/words.ts';
import { choose } from '../../store/onboarding.ts';
import { t } from '../../text.ts';
import { shortPath } from '../../view/groups.ts';
import type { Clash } from '../../view/onboarding.ts';
import type { Choices } from '../../view/onboarding-plan.ts';
import { Glyph } from '../glyph.tsx';

interface Props {
  clash: Clash;
  /** those of its options that are chosen to run */
  chosen: ReadonlySet<string>;
  choices: Choices;
  home: string | null;
}

/** One name, several servers: all of them run, or one of them. Names stay: the first has the name, the others say whose they are. */
export function ClashBox({ clash: { name, options }, chosen, choices, home }: Props) {
  const id = useId();
  const take = (names: readonly string[]) =>
    choose({ servers: { ...choices.servers, ...Object.fromEntries(options.map((each) => [each.name, names.includes(each.name)])) } });
  const all = options.map((each) => each.name);
  return (
    <fieldset className="ob-clash">
      <legend>
        <Glyph name="degraded" tone="warn" />
        {t('onboarding.clash', { name, n: options.length })}
      </legend>
      {options.map((option) => (
        <label key={option.name}>
          <input
            type="radio"
            className="radio"
            name={id}
            checked={chosen.size === 1 && chosen.has(option.name)}
            onChange={() => take([option.name])}
          />
          <code>{option.command}</code>
          <small title={option.file}>
            {option.client === 'mcp-json' ? shortPath(option.file, home) : clientName(option.client)}
            {option.name !== name && `, ${t('onboarding.clash.as', { name: option.name })}`}
          </small>
        </label>
      ))}
      <label>
        <input type="radio" className="radio" name={id} checked={chosen.size === options.length} onChange={() => take(all)} />
        <span>{t('onboarding.clash.all', { n: options.length - 1 })}</span>
      </label>
    </fieldset>
  );
}
