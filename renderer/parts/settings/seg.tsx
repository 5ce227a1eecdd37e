import type { LucideIcon } from 'lucide-react';

interface Props<Value extends string> {
  label: string;
  options: readonly { value: Value; text: string; icon?: LucideIcon }[];
  /** null: none of them is chosen */
  value: Value | null;
  blocked?: string | null;
  choose(value: Value): void;
}

/** One of a few, all in sight. */
export function Seg<Value extends string>({ label, options, value, blocked = null, choose }: Props<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box
    <div className="seg" role="group" aria-label={label}>
      {options.map(({ value: each, text, icon: Icon }) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === value}
          aria-disabled={blocked === null ? undefined : true}
          title={blocked ?? undefined}
          onClick={() => blocked === null && each !== value && choose(each)}
        >
          {Icon && <Icon className="ic" size={13} aria-hidden="true" />}
          {text}
        </button>
      ))}
    </div>
  );
}
