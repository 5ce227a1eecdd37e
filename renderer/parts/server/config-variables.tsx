import { Lock, Plus, X } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import { t } from '../../text.ts';
import { type Added, draftKey, type Form, shownSecret, type Variable } from '../../view/config-form.ts';
import { type Editing, From } from './config-field.tsx';

interface Props {
  form: Form;
  added: readonly Added[];
  setAdded(added: readonly Added[]): void;
  editing: Editing;
}

/** Environment, or the headers of a remote. What looks secret is replaced, never shown. */
export function ConfigVariables({ form, added, setAdded, editing }: Props) {
  const { key, list } = form.variables;
  const id = useId();
  const last = useRef<HTMLDivElement>(null);
  const change = (one: Added) => setAdded(added.map((each) => (each.id === one.id ? one : each)));
  const add = () => {
    setAdded([...added, { id: Math.max(0, ...added.map((one) => one.id)) + 1, name: '', value: '' }]);
    requestAnimationFrame(() => last.current?.querySelector<HTMLElement>('.sc-new:last-child input')?.focus());
  };
  return (
    <section className="card sc-card" aria-labelledby={id}>
      <div className="sc-h">
        <h3 id={id}>{t(`config.${key}`)}</h3>
        <span className="t3 small">{t('config.env.more')}</span>
      </div>
      <div ref={last}>
        {list.map((variable) => (
          <Row key={variable.name} variable={variable} path={[form.section, form.name, key, variable.name]} editing={editing} />
        ))}
        {added.map((one) => {
          const bad =
            one.name !== '' && editing.refused?.key === draftKey([form.section, form.name, key, one.name]) ? editing.refused.reason : null;
          return (
            <div key={one.id} className="sc-var sc-new">
              <span className="field">
                <input
                  aria-label={t(`config.${key}.name`)}
                  spellCheck={false}
                  autoComplete="off"
                  value={one.name}
                  onChange={(event) => change({ ...one, name: event.target.value.trim() })}
                />
              </span>
              <div className="sc-in">
                <span className="field">
                  <input
                    aria-label={one.name === '' ? t('config.env.value.new') : t('config.env.value', { name: one.name })}
                    aria-invalid={bad !== null || undefined}
                    spellCheck={false}
                    autoComplete="off"
                    value={one.value}
                    onChange={(event) => change({ ...one, value: event.target.value })}
                  />
                </span>
                {bad !== null && <p className="sc-bad">{bad}</p>}
              </div>
              <span className="sc-from">
                <span className="t3 small">{t('config.changed')}</span>
                <button
                  type="button"
                  className="ib s"
                  aria-label={t('config.env.remove.new')}
                  title={t('config.env.remove.new')}
                  onClick={() => setAdded(added.filter((each) => each.id !== one.id))}
                >
                  <X className="ic" size={13} aria-hidden="true" />
                </button>
              </span>
            </div>
          );
        })}
      </div>
      <button type="button" className="btn s sc-add" disabled={editing.blocked !== null} onClick={add}>
        <Plus className="ic" size={13} aria-hidden="true" />
        {t(`config.${key}.add`)}
      </button>
    </section>
  );
}

function Row({ variable, path, editing }: { variable: Variable; path: readonly string[]; editing: Editing }) {
  const { name, value, secret, origin } = variable;
  const id = useId();
  const change = editing.changes.get(draftKey(path));
  const bad = editing.refused?.key === draftKey(path) ? editing.refused.reason : null;
  const gone = change?.text === null;
  const input = useRef<HTMLInputElement>(null);
  const typed = change?.text ?? '';
  useEffect(() => {
    if (input.current && input.current.value !== typed) input.current.value = typed;
  }, [typed]);
  return (
    <div className="sc-var" data-field={name} data-changed={change !== undefined || undefined}>
      <code className="trunc" title={name}>
        {name}
      </code>
      <div className="sc-in">
        {gone ? (
          <span className="t3 small">{t('config.env.removed')}</span>
        ) : (
          <span className="field">
            {secret && <Lock className="ic" size={13} aria-hidden="true" />}
            <input
              // what is typed over a secret is in no attribute of the page
              {...(secret ? { ref: input, type: 'password', placeholder: shownSecret(value) } : { value: change?.text ?? value })}
              aria-label={t('config.env.value', { name })}
              aria-describedby={`${id}o${secret ? ` ${id}s` : ''}`}
              aria-invalid={bad !== null || undefined}
              spellCheck={false}
              autoComplete={secret ? 'new-password' : 'off'}
              disabled={editing.blocked !== null}
              onChange={(event) => {
                const text = event.target.value;
                if (secret && text === '') editing.keep(path);
                else editing.set({ path, kind: 'variable', text }, value);
              }}
            />
          </span>
        )}
        {secret && (
          <span className="sr" id={`${id}s`}>
            {t('config.env.secret')}
          </span>
        )}
        {bad !== null && <p className="sc-bad">{bad}</p>}
      </div>
      <span className="sc-from">
        <span className="sc-from-w">
          <From id={`${id}o`} name={name} origin={origin} change={change} path={path} kind="variable" now={value} editing={editing} />
        </span>
        {origin.own && change === undefined && editing.blocked === null && (
          <button
            type="button"
            className="ib s"
            aria-label={t('config.env.remove', { name })}
            title={t('config.env.remove', { name })}
            onClick={() => editing.set({ path, kind: 'variable', text: null }, value)}
          >
            <X className="ic" size={13} aria-hidden="true" />
          </button>
        )}
      </span>
    </div>
  );
}
