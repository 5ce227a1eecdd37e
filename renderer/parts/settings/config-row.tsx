import { RotateCcw } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import type { ConfigValue } from '../../store/config.ts';
import { t } from '../../text.ts';
import { ofServices, typedValue, wordsOf } from '../../view/setting-values.ts';
import type { SettingId } from '../../view/settings-index.ts';
import { ActionButton } from '../action-button.tsx';
import { useData } from './data.tsx';
import { Row } from './row.tsx';
import { Switch } from './switch.tsx';
import { type Change, useChange } from './use-change.ts';
import { moreOf, titleOf } from './words.ts';

interface Props {
  id: SettingId;
  path: readonly string[];
  inner?: boolean;
  /** more of it, below the words */
  note?: ReactNode;
}

/** What says so, and the way back to what is usual. */
function Shell({ id, path, inner, note, change, children }: Props & { change: Change; children: ReactNode }) {
  const { config, blocked, short } = useData();
  const { origin } = change;
  const services = config.value && ofServices(config.value, path);
  return (
    <Row
      id={id}
      inner={inner}
      note={note}
      wrong={change.wrong}
      // where there are files below, those are what counts
      more={
        note !== undefined && origin === null ? moreOf(id) : <Says more={moreOf(id)} origin={origin} services={services} short={short} />
      }
    >
      {origin !== null && (
        <ActionButton
          icon={RotateCcw}
          name={t('set.reset.name', { what: titleOf(id) })}
          tip={t('set.reset')}
          blocked={blocked}
          act={() => change.save(null)}
        />
      )}
      {children}
    </Row>
  );
}

interface SaysProps {
  more: string | null;
  origin: Change['origin'];
  services: string | null;
  short(file: string): string;
}

/** what it does, and which file says so: its name is enough, as the path stands under Config files */
function Says({ more, origin, services, short }: SaysProps) {
  const file = origin === null ? '' : (origin.file.split(/[\\/]/).at(-1) ?? origin.file);
  const from =
    origin === null ? t('set.from.default') : origin.line === null ? file : t('problem.where', { file, line: String(origin.line) });
  const words = services === null ? from : t('set.from.services', { from, value: services });
  return (
    <span title={origin === null ? undefined : short(origin.file)}>
      {more === null ? words : t('set.more.from', { more, from: words })}
    </span>
  );
}

/** A text or number that the config reads itself: what it does not accept is said at the field. */
export function ConfigField({ id, path, inner }: Props) {
  const { blocked } = useData();
  const what = titleOf(id);
  const change = useChange(path, what);
  const [typed, type] = useState<string | null>(null);
  const there = wordsOf(change.value);
  const help = useId();
  const done = () => {
    if (typed === null) return;
    type(null);
    if (typed.trim() !== there) change.save(typedValue(typed));
  };
  return (
    <Shell id={id} path={path} inner={inner} change={change}>
      <label className={change.wrong === null ? 'field set-field' : 'field set-field bad'}>
        <input
          aria-label={what}
          aria-invalid={change.wrong !== null}
          aria-describedby={moreOf(id) === null ? undefined : help}
          value={typed ?? there}
          disabled={blocked !== null}
          title={blocked ?? undefined}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => type(event.target.value)}
          onBlur={done}
          onKeyDown={(event) => {
            if (event.key === 'Enter') done();
            if (event.key === 'Escape') type(null);
          }}
        />
      </label>
      <span id={help} hidden>
        {moreOf(id)}
      </span>
    </Shell>
  );
}

/** One of the words that the config knows for it. */
export function ConfigChoice({ id, path, inner, options }: Props & { options: readonly { value: string; text: string }[] }) {
  const { blocked } = useData();
  const what = titleOf(id);
  const change = useChange(path, what, (value) => options.find((one) => one.value === value)?.text ?? String(value));
  return (
    <Shell id={id} path={path} inner={inner} change={change}>
      <select
        className="select"
        aria-label={what}
        value={wordsOf(change.value)}
        disabled={blocked !== null}
        title={blocked ?? undefined}
        onChange={(event) => change.save(event.target.value)}
      >
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Shell>
  );
}

/** Yes or no; `usual` holds where the config does not say it. */
export function ConfigSwitch({ id, path, inner, note, usual }: Props & { usual: boolean }) {
  const { blocked } = useData();
  const what = titleOf(id);
  const change = useChange(path, what, onOff);
  const on = change.value === undefined ? usual : change.value === true;
  return (
    <Shell id={id} path={path} inner={inner} note={note} change={change}>
      <Switch name={what} on={on} blocked={blocked} turn={change.save} />
    </Shell>
  );
}

export const onOff = (value: ConfigValue): string => t(value === true ? 'set.on' : 'set.off');
