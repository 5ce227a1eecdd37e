import { t } from '../text.ts';
import { pieces, type Span } from '../view/ranking.ts';
import type { Command } from './command.ts';
import { Glyph } from './glyph.tsx';
import { Keys } from './keys.tsx';

interface Props {
  id: string;
  command: Command;
  marks: readonly Span[];
  current: boolean;
  live: boolean;
  /** in a step in which several may be marked: whether this one is; null: not such a step */
  checked: boolean | null;
  run(): void;
  mark(): void;
}

export function PaletteOption({ id, command, marks, current, live, checked, run, mark }: Props) {
  const blocked = command.acts && !live;
  const label = pieces(command.label, marks).map(({ text, found, at }) => (found ? <b key={at}>{text}</b> : text));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field does it
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
    <div
      id={id}
      role="option"
      className={checked === null ? 'cp-o' : 'cp-o picks'}
      aria-selected={current}
      aria-checked={checked ?? undefined}
      aria-disabled={blocked ? true : undefined}
      onMouseDown={(event) => event.preventDefault()}
      onClick={run}
    >
      {checked !== null && (
        <input
          type="checkbox"
          className="check"
          tabIndex={-1}
          aria-hidden="true"
          checked={checked}
          onClick={(event) => event.stopPropagation()}
          onChange={mark}
        />
      )}
      <Sign sign={command.sign} />
      <span className="cp-n">
        <span className={command.destructive ? 't-fail' : undefined}>{command.code ? <code>{label}</code> : label}</span>
        <small>{blocked ? t('act.no-contact') : command.detail}</small>
      </span>
      {current && <Keys keys="↵" />}
    </div>
  );
}

function Sign({ sign }: { sign: Command['sign'] }) {
  if ('glyph' in sign) return <Glyph name={sign.glyph} tone={sign.tone} size={13} />;
  const Icon = sign;
  return <Icon className="ic" size={16} aria-hidden="true" />;
}
