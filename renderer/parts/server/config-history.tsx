import { useState } from 'react';
import type { KeyChange } from '../../../contract/definition-change.ts';
import type { PastEdit } from '../../../contract/routes/config-edits.ts';
import { when } from '../../../contract/words.ts';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { useNow } from '../../store/now.ts';
import { useResource } from '../../store/resource.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { changesElsewhere, diffOf, keyOf } from '../../view/cause.ts';
import type { Form } from '../../view/config-form.ts';
import { shortPath } from '../../view/groups.ts';
import { Diff } from '../diff.tsx';
import { Unread } from './unread.tsx';

const most = 8;
/** among the events of the server */
const looked = 200;

/** What was changed of this server, newest first: here, and in its files. The last that was made here can be undone, as long as nobody has changed the file since. */
export function ConfigHistory({ form, home, blocked }: { form: Form; home: string | null; blocked: string | null }) {
  const { section, name } = form;
  const now = useNow();
  const read = useResource(
    `config edits ${name}`,
    async (signal) => {
      const [edits, events] = await Promise.all([
        client.configEdits({}, { signal }),
        client.serverEvents({ name, limit: looked }, { signal }),
      ]);
      return { edits, events };
    },
    (event) => event.type.startsWith('config.') || (event.server === name && event.type === 'server.definition_changed'),
    { hasLines: true },
  );
  const entry = `${section}.${name}`;
  const edits = read.value?.edits ?? [];
  const mine = edits.filter(({ keys }) => keys.some((key) => key === entry || key.startsWith(`${entry}.`)));
  const elsewhere = changesElsewhere(read.value?.events ?? [], edits, name);
  const rows = [
    ...mine.map((edit) => ({
      at: Date.parse(edit.at),
      key: edit.undo,
      row: <Past edit={edit} entry={entry} home={home} now={now} blocked={blocked} />,
    })),
    ...elsewhere.map((one) => ({ at: one.at, key: String(one.seq), row: <Elsewhere one={one} home={home} now={now} /> })),
  ].sort((one, other) => other.at - one.at);
  return (
    <section className="card sc-card" aria-labelledby="sc-history">
      <h3 id="sc-history">{t('config.history')}</h3>
      <Unread resource={read} />
      {read.value && rows.length === 0 && <p className="t3 small">{t('config.history.none')}</p>}
      <ul className="sc-hist">
        {rows.slice(0, most).map(({ key, row }) => (
          <li key={key}>{row}</li>
        ))}
      </ul>
    </section>
  );
}

/** Somebody saved a file: what changed, and whether it failed after it. */
function Elsewhere({ one, home, now }: { one: ReturnType<typeof changesElsewhere>[number]; home: string | null; now: number }) {
  const [open, setOpen] = useState(false);
  const { changes } = one.change;
  const keys = changes.map(keyOf);
  const [{ file }] = changes as [KeyChange];
  return (
    <>
      <button type="button" className="sc-what" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('config.history.file', { keys: shortened(keys), file: file.split(/[\\/]/).at(-1) ?? file })}
        <span className="t3">
          {t(one.failed ? 'config.history.file.crashed' : 'config.history.file.when', { when: when(one.at, now) })}
        </span>
      </button>
      {open && <Diff text={diffOf(changes)} file={shortPath(file, home)} />}
    </>
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
    <>
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
    </>
  );
}

function wordsOf(keys: readonly string[], entry: string): string {
  const named = keys.filter((key) => key.startsWith(`${entry}.`)).map((key) => key.slice(entry.length + 1));
  if (named.length === 0) return t('config.edited.entry');
  return t('config.edited', { keys: shortened(named) });
}

const shortened = (keys: readonly string[]): string => keys.slice(0, 3).join(', ') + (keys.length > 3 ? ', …' : '');
