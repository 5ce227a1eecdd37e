import { Pencil, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { clock, shortAge } from '../../../contract/words.ts';
import { serverHref } from '../../route.ts';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { useResource } from '../../store/resource.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { type Cause, diffOf, earlierText, keyOf, restoring } from '../../view/cause.ts';
import { shortPath } from '../../view/groups.ts';
import { causeWords } from '../cause-line.tsx';
import { CopyButton } from '../copy-button.tsx';
import { Diff } from '../diff.tsx';

interface Props {
  name: string;
  cause: Cause;
  home: string | null;
  blocked: string | null;
}

/** The change before the first crash, and the way back where there is one. Of another program's file only the place is told. */
export function CauseOf({ name, cause, home, blocked }: Props) {
  const [busy, setBusy] = useState(false);
  const known = useResource(
    'own config and its edits',
    async (signal) => ({ own: (await client.config({}, { signal })).path, edits: await client.configEdits({}, { signal }) }),
    (event) => event.type.startsWith('config.'),
  );
  const { changes, section } = cause;
  const first = changes[0]!;
  const own = known.value?.own ?? null;
  const foreign = own !== null && changes.some(({ file }) => file !== own);
  const back = own === null ? null : restoring(cause, name, own);
  // a secret is not kept here, but the file as it was is, where the change was made over the API
  const keys = changes.map(({ path }) => [section, name, ...path].join('.'));
  const undo =
    back === null && !foreign ? known.value?.edits.find((edit) => edit.isLast && keys.every((key) => edit.keys.includes(key))) : undefined;
  const restore = async () => {
    if (busy || blocked !== null) return;
    setBusy(true);
    try {
      const done = back ? await client.editConfig({ edits: back }) : await client.undoConfig({ undo: undo!.undo });
      const again = done.undo;
      toast(t('cause.restored', { name }), {
        tone: 'ok',
        ...(again === null ? {} : { undo: async () => void (await client.undoConfig({ undo: again })) }),
      });
    } catch (error) {
      toast(inWords(error), { tone: 'fail' });
    }
    setBusy(false);
  };
  const place =
    first.line === null ? shortPath(first.file, home) : t('problem.where', { file: shortPath(first.file, home), line: String(first.line) });
  return (
    <section className="cause" aria-label={causeWords(cause)}>
      <p className="cause-h">{t('cause.head', { clock: clock(cause.at), age: shortAge(cause.beforeMs) })}</p>
      <Diff text={diffOf(changes)} file={place} />
      {changes.some(({ secret, before, after }) => secret && JSON.stringify(before) === JSON.stringify(after)) && (
        <p className="t2 small">{t(undo ? 'cause.hidden.undo' : 'cause.hidden')}</p>
      )}
      {foreign && (
        <>
          <p className="t2 small">{t('cause.where', { file: place })}</p>
          {changes
            .filter(({ secret, before }) => !secret && before !== null)
            .map((change) => (
              <p key={keyOf(change)} className="cause-copy small">
                <span className="t2">{t('cause.copy.label', { key: keyOf(change) })}</span>
                <code className="trunc">{earlierText(change)}</code>
                <CopyButton small text={earlierText(change)} name={t('cause.copy', { key: keyOf(change) })} />
              </p>
            ))}
        </>
      )}
      <div className="cause-acts">
        {(back || undo) && (
          <button type="button" className="btn s" disabled={busy || blocked !== null} onClick={restore}>
            <Undo2 className="ic" size={13} aria-hidden="true" />
            {back ? t('cause.restore', { n: changes.length }) : t('cause.undo')}
          </button>
        )}
        <a className="btn s" href={serverHref(name, 'config')}>
          <Pencil className="ic" size={13} aria-hidden="true" />
          {t('cause.edit')}
        </a>
      </div>
    </section>
  );
}
