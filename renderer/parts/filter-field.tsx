import { ListFilter } from 'lucide-react';
import { useRef } from 'react';
import { t } from '../text.ts';
import { KeyHint } from './keys.tsx';
import { useKeys } from './use-keys.ts';

interface Props {
  /** what is filtered, for who does not see the page around it */
  name: string;
  placeholder?: string;
  value: string;
  /** empty: everything is shown */
  change(text: string): void;
}

/** The one field of a page that its filter key leads to; Esc empties it. */
export function FilterField({ name, placeholder = t('filter.text'), value, change }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ filter: () => input.current?.focus() });
  return (
    <label className="field">
      <ListFilter className="ic" size={14} aria-hidden="true" />
      <span className="sr">{name}</span>
      <input
        ref={input}
        placeholder={placeholder}
        spellCheck={false}
        value={value}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') change('');
        }}
      />
      <KeyHint action="filter" />
    </label>
  );
}
