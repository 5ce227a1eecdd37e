import { RotateCcw, Undo2 } from 'lucide-react';
import { useId } from 'react';
import { hasText, type TextId, t } from '../../text.ts';
import { type Change, draftKey, type Field, type Origin, shownSecret } from '../../view/config-form.ts';

export interface Editing {
  changes: ReadonlyMap<string, Change>;
  set(change: Change, now: string): void;
  keep(path: readonly string[]): void;
  /** which field was refused, and why */
  refused: { key: string | null; reason: string } | null;
  blocked: string | null;
  whereOf(origin: Origin): string;
  isOwn: boolean;
}

export const titleOf = (key: string): string => t(`config.f.${key}` as TextId);

export function ConfigField({ field, editing }: { field: Field; editing: Editing }) {
  const { key, path, kind, origin } = field;
  const id = useId();
  const change = editing.changes.get(draftKey(path));
  const bad = editing.refused?.key === draftKey(path) ? editing.refused.reason : null;
  const hintId = key === 'command' && kind === 'words' ? 'config.h.command.words' : `config.h.${key}`;
  const hint = hasText(hintId) ? t(hintId) : null;
  const gone = change?.text === null;
  const shown = shownSecret(gone ? '' : (change?.text ?? field.value));
  const inline = hint !== null && kind !== 'words' && kind !== 'names';
  const common = {
    id,
    'aria-invalid': bad !== null || undefined,
    'aria-describedby': `${id}o${hint === null ? '' : ` ${id}h`}${bad === null ? '' : ` ${id}b`}`,
    disabled: editing.blocked !== null,
  };
  const write = (text: string) => editing.set({ path, kind, text }, shownSecret(field.value));
  return (
    <div className="sc-row" data-field={key} data-changed={change !== undefined || undefined}>
      <label htmlFor={id}>{titleOf(key)}</label>
      <div className="sc-in">
        <span className="sc-c">
          {kind === 'yes' || kind === 'choice' ? (
            <select className="select" {...common} value={gone ? '' : shown} onChange={(event) => write(event.target.value)}>
              {(gone || shown === '') && <option value="">{t('config.from.usual')}</option>}
              {(kind === 'yes' ? ['true', 'false'] : field.options).map((option) => (
                <option key={option} value={option}>
                  {t(`config.o.${option}` as TextId)}
                </option>
              ))}
            </select>
          ) : kind === 'words' ? (
            <textarea
              {...common}
              rows={Math.min(8, shown.split('\n').length)}
              spellCheck={false}
              value={shown}
              onChange={(event) => write(event.target.value)}
            />
          ) : (
            <span className={inline || isShort(key) ? 'field sc-short' : 'field'}>
              <input {...common} spellCheck={false} autoComplete="off" value={shown} onChange={(event) => write(event.target.value)} />
            </span>
          )}
          {inline && (
            <span className="t3 small" id={`${id}h`}>
              {hint}
            </span>
          )}
        </span>
        {hint !== null && !inline && (
          <p className="t3 small" id={`${id}h`}>
            {hint}
          </p>
        )}
        {bad !== null && (
          <p className="sc-bad" id={`${id}b`}>
            {bad}
          </p>
        )}
      </div>
      <From id={`${id}o`} name={titleOf(key)} origin={origin} change={change} path={path} kind={kind} now={field.value} editing={editing} />
    </div>
  );
}

interface FromProps {
  id: string;
  name: string;
  origin: Origin;
  change: Change | undefined;
  path: readonly string[];
  kind: Change['kind'];
  now: string;
  editing: Editing;
}

/** Where the value is written, and the ways back: to what is saved, and from the own config to what holds without it. */
export function From({ id, name, origin, change, path, kind, now, editing }: FromProps) {
  const back = t(!editing.isOwn && launchKeys.includes(path[2] ?? '') ? 'config.back.client' : 'config.back', { name });
  const where = origin.file === null ? t('config.from.usual') : editing.whereOf(origin);
  return (
    <span className="sc-from">
      <span id={id} className="t3 small">
        {change === undefined ? where : change.text === null ? t('config.backs', { where }) : t('config.changed')}
      </span>
      {change !== undefined && (
        <button
          type="button"
          className="ib s"
          aria-label={t('config.keep', { name })}
          title={t('config.keep', { name })}
          onClick={() => editing.keep(path)}
        >
          <Undo2 className="ic" size={13} aria-hidden="true" />
        </button>
      )}
      {change === undefined && origin.own && editing.blocked === null && kind !== 'variable' && !(editing.isOwn && isNeeded(path)) && (
        <button type="button" className="ib s" aria-label={back} title={back} onClick={() => editing.set({ path, kind, text: null }, now)}>
          <RotateCcw className="ic" size={13} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}

/** numbers, durations, sizes */
const isShort = (key: string): boolean => key === 'idle' || (key.includes('.') && key !== 'health.http');

const launchKeys = ['command', 'args', 'cwd', 'url'];
/** without these it is no server any more */
const isNeeded = (path: readonly string[]): boolean => path.length === 3 && (path[2] === 'command' || path[2] === 'url');
