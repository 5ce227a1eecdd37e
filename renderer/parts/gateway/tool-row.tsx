import { Check, PencilLine, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { GatewayTool } from '../../../contract/routes/gateway.ts';
import { hrefOf } from '../../route.ts';
import { rename } from '../../store/exposure.ts';
import { inWords } from '../../store/failure.ts';
import { t } from '../../text.ts';
import { plain } from '../../view/log-lines.ts';
import { isShown, toolKey } from '../../view/tool-groups.ts';
import { ActionButton } from '../action-button.tsx';
import { ExposureCheck } from '../exposure-check.tsx';
import { ToolTags } from '../server/tool-tags.tsx';

interface Props {
  tool: GatewayTool;
  blocked: string | null;
}

export function ToolRow({ tool, blocked }: Props) {
  const [editing, edit] = useState(false);
  const own = tool.server !== null;
  const name = plain(tool.tool);
  const words = plain((tool.description ?? tool.title ?? '').split('\n')[0] ?? '');
  return (
    <li className={isShown(tool) && tool.available ? undefined : 'off'}>
      {own && <ExposureCheck tools={[tool]} name={name} blocked={blocked} />}
      <div className="gt-n">
        {editing ? (
          <Rename tool={tool} blocked={blocked} close={() => edit(false)} />
        ) : (
          <span className="gt-names">
            {own ? (
              <a href={hrefOf('server', { tool: tool.tool }, [tool.server ?? '', 'tools'])}>
                <code>{name}</code>
              </a>
            ) : (
              <code>{name}</code>
            )}
            {tool.renamed && (
              <span className="small">
                {t('tools.renamed')} <code>{plain(tool.name)}</code>
              </span>
            )}
            <ToolTags tool={tool} />
            {!tool.available && <span className="tag">{t('gateway.unavailable')}</span>}
          </span>
        )}
        {words !== '' && !editing && <span className="t3 small trunc">{words}</span>}
      </div>
      {own && !editing && (
        <ActionButton
          icon={PencilLine}
          name={t('tools.rename', { name })}
          tip={t('tools.rename', { name })}
          blocked={blocked}
          act={() => edit(true)}
        />
      )}
      <span className="gw-w" title={t('tools.tokens', { n: tool.tokens })}>
        {tool.tokens}
      </span>
    </li>
  );
}

/** In place: Enter keeps it, Esc leaves it; what cannot be is said here. */
function Rename({ tool, blocked, close }: Props & { close(): void }) {
  const [name, setName] = useState(tool.name);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || blocked !== null) return;
    const wanted = name.trim();
    if (wanted === tool.name) return close();
    setBusy(true);
    try {
      await rename(tool, wanted === '' ? null : wanted);
      close();
    } catch (error) {
      setFailure(inWords(error));
      setBusy(false);
    }
  };
  const key = toolKey(tool);
  return (
    <form className="gt-rename" onSubmit={submit}>
      <label className="field">
        <span className="sr">{t('tools.rename.label', { name: key })}</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: the field takes the place of the button that was pressed
          autoFocus
          className="mono"
          spellCheck={false}
          value={name}
          placeholder={t('tools.rename.own')}
          aria-invalid={failure !== null}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') close();
          }}
        />
      </label>
      <button
        type="submit"
        className="ib s"
        aria-label={t('tools.rename.save', { name: key })}
        title={t('tools.rename.save', { name: key })}
      >
        <Check className="ic" size={14} aria-hidden="true" />
      </button>
      <ActionButton icon={X} name={t('tools.rename.cancel')} tip={t('tools.rename.cancel')} act={close} />
      {failure !== null && (
        <span className="small t-fail" role="alert">
          {failure}
        </span>
      )}
    </form>
  );
}
