import { useState } from 'react';
import type { PastEdit } from '../../../contract/routes/config-edits.ts';
import { when } from '../../../contract/words.ts';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { useNow } from '../../store/now.ts';
import { useResource } from '../../store/resource.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import type { Form } from '../../view/config-form.ts';
import { shortPath } from '../../view/groups.ts';
import { Diff } from '../diff.tsx';
import { Unread } from './unread.tsx';

const most = 8;

/** What was changed of this server here, newest first. The newest can be undone, as long as nobody has changed the file since. */
export function ConfigHistory({ form, home, blocked }: { form: Form; home: string | null; blocked: string | null }) {
  const now = useNow();
  const read = useResource(
    'config edits',
    (signal) => client.configEdits({}, { signal }),
    (event) => event.type.startsWith('config.'),
  );
  const entry = `${form.section}.${form.name}`;
  const mine = (read.value ?? []).filter(({ keys }) => keys.some((key) => key === entry || key.startsWith(`${entry}.`)));
  return (
    <section className="card sc-card" aria-labelledby="sc-history">
      <h3 id="sc-history">{t('config.history')}</h3>
      <Unread resource={read} />
      {read.value && mine.length === 0 && <p className="t3 small">{t('config.history.none')}</p>}
      <ul className="sc-hist">
        {mine.slice(0, most).map((edit) => (
          <Past key={edit.undo} edit={edit} entry={entry} home={home} now={now} blocked={blocked} />
        ))}
      </ul>
    </section>
  );
}

interface Props {
  edit: PastEdit;
  entry: string;
  home: string | null;
  now: number;
  blocked: string | null;
}

function Past({ edit, entry, home, now, blocked }: Props) {
  const [open, setOpen] = useState(false);
  const what = wordsOf(edit.keys, entry);
  const undo = async () => {
    try {
      const back = await client.undoConfig({ undo: edit.undo });
      const again = back.undo;
      toast(t('config.history.undid'), again === null ? {} : { undo: async () => void (await client.undoConfig({ undo: again })) });
    } catch (error) {
      toast(inWords(error), { tone: 'fail' });
    }
  };
  return (
    <li>
      <button type="button" className="sc-what" aria-expanded={open} onClick={() => setOpen(!open)}>
        {what}
        <span className="t3">{t('config.history.when', { when: when(Date.parse(edit.at), now), who: t(`config.by.${edit.by}`) })}</span>
      </button>
      {edit.isLast && (
        <button
          type="button"
          className="btn s"
          aria-label={t('config.history.undo.of', { what })}
          disabled={blocked !== null}
          onClick={undo}
        >
          {t('config.history.undo')}
        </button>
      )}
      {open && <Diff text={edit.diff} file={shortPath(edit.file, home)} />}
    </li>
  );
}

function wordsOf(keys: readonly string[], entry: string): string {
  const named = keys.filter((key) => key.startsWith(`${entry}.`)).map((key) => key.slice(entry.length + 1));
  if (named.length === 0) return t('config.edited.entry');
  return t('config.edited', { keys: named.slice(0, 3).join(', ') + (named.length > 3 ? ', …' : '') });
}
