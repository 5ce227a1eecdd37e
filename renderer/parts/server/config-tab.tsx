import { ArrowRight, FileCog } from 'lucide-react';
import { useEffect, useState } from 'react';
import '../../styles/server-config.css';
import type { AnswerOf } from '../../../contract/routes/table.ts';
import type { ServerView } from '../../../contract/server.ts';
import { serverHref } from '../../route.ts';
import { act } from '../../store/actions.ts';
import { useDraft } from '../../store/config-drafts.ts';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { useResource } from '../../store/resource.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { blamed, changed, editsOf, type Form, formOf, kept, noDraft, type Origin, sizeOf } from '../../view/config-form.ts';
import { homeOf, shortPath } from '../../view/groups.ts';
import { Diff } from '../diff.tsx';
import { ShowInFolder } from '../show-in-folder.tsx';
import { ConfigField, type Editing } from './config-field.tsx';
import { ConfigHistory } from './config-history.tsx';
import { ConfigManage } from './config-manage.tsx';
import { ConfigVariables } from './config-variables.tsx';
import { Unread } from './unread.tsx';

interface Props {
  view: ServerView;
  servers: readonly ServerView[];
  /** why nothing can be changed now */
  blocked: string | null;
}

/** What it runs with: each value with the file and line that says so, and changed in the own config. */
export function ConfigTab({ view, servers, blocked }: Props) {
  const read = useResource(
    'config',
    (signal) => client.config({}, { signal }),
    (event) => event.type.startsWith('config.') || event.type === 'server.updated',
    { hasLines: true },
  );
  if (view.instanceOf !== undefined) return <OfCopy name={view.instanceOf} />;
  return (
    <>
      <Unread resource={read} />
      {read.value && <Config view={view} config={read.value} home={homeOf(servers)} blocked={blocked} />}
    </>
  );
}

/** A copy is written nowhere: it has what it is a copy of. */
function OfCopy({ name }: { name: string }) {
  return (
    <div className="sc-note">
      <FileCog size={14} aria-hidden="true" />
      <p>{t('config.copy', { name })}</p>
      <a className="btn s" href={serverHref(name, 'config')}>
        {t('config.copy.open', { name })}
        <ArrowRight className="ic" size={13} aria-hidden="true" />
      </a>
    </div>
  );
}

type Shown = { diff: string; fingerprint: string; changed: boolean; notes: string[] };

function Config({
  view,
  config,
  home,
  blocked,
}: {
  view: ServerView;
  config: AnswerOf<'config'>;
  home: string | null;
  blocked: string | null;
}) {
  const { name } = view;
  const form = formOf(config, name, view.kind);
  const [draft, setDraft] = useDraft(name);
  const [preview, setPreview] = useState<Shown | null>(null);
  const [refused, setRefused] = useState<{ key: string | null; reason: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const own = config.files.find(({ file }) => file === config.path);
  const broken = own && !own.ok ? t('config.broken', { file: shortPath(config.path, home) }) : null;
  const size = sizeOf(draft);
  const text = JSON.stringify(editsOf(draft, form));
  // what was shown or refused was another change
  // biome-ignore lint/correctness/useExhaustiveDependencies: the change is the reason
  useEffect(() => {
    setPreview(null);
    setRefused(null);
  }, [text]);

  const whereOf = (origin: Origin) => whereWords(origin, config.path, home);
  const editing: Editing = {
    changes: draft.changes,
    set: (change, now) => setDraft((before) => changed(before, change, now)),
    keep: (path) => setDraft((before) => kept(before, path)),
    refused,
    blocked: blocked ?? broken,
    whereOf,
    isOwn: form.isOwn,
  };
  const told = (error: unknown, id: 'config.refused' | 'config.refused.preview') => {
    const reason = inWords(error);
    const key = blamed(
      reason,
      editsOf(draft, form).map(({ path }) => path),
    );
    setRefused({ key, reason: key === null ? t(id, { reason }) : reason });
    if (key !== null) requestAnimationFrame(() => document.querySelector<HTMLElement>('.sc [aria-invalid="true"]')?.focus());
  };
  const nameless = draft.added.some((one) => one.name === '');
  const ask = async (work: () => Promise<void>, id: 'config.refused' | 'config.refused.preview') => {
    if (busy || size === 0) return;
    if (nameless) return setRefused({ key: null, reason: t('config.env.name.missing') });
    setBusy(true);
    setRefused(null);
    await work().catch((error: unknown) => told(error, id));
    setBusy(false);
  };
  const look = () =>
    ask(async () => setPreview(await client.editConfig({ edits: editsOf(draft, form), preview: true })), 'config.refused.preview');
  const save = (start: boolean) =>
    ask(async () => {
      const done = await client.editConfig({ edits: editsOf(draft, form), ...(preview ? { expect: preview.fingerprint } : {}) });
      setDraft(() => noDraft);
      const { undo } = done;
      if (undo === null) toast(t('config.same'));
      else toast(t('config.saved', { name }), { tone: 'ok', undo: async () => void (await client.undoConfig({ undo })) });
      if (start) await act('start', name);
    }, 'config.refused');

  const down = view.state === 'stopped' || view.state === 'crashed';
  const group = (id: Form['groups'][number]['id']) => {
    const found = form.groups.find((one) => one.id === id);
    return found && found.fields.length > 0 && <Group key={id} id={id} fields={found.fields} editing={editing} />;
  };
  return (
    <div className="sc">
      <div className="sc-main">
        <div className="sc-note">
          <FileCog size={14} aria-hidden="true" />
          <div>
            <p>
              {view.sources[0] && t('config.defined', { file: shortPath(view.sources[0].file, home) })}{' '}
              {view.sources[0] && <ShowInFolder path={view.sources[0].file} name={shortPath(view.sources[0].file, home)} />}{' '}
              {form.isOwn ? t('config.own') : t('config.overlay', { file: shortPath(config.path, home) })}
            </p>
            {broken !== null && <p className="sc-bad">{broken}</p>}
          </div>
        </div>
        {group('launch')}
        <ConfigVariables
          form={form}
          added={draft.added}
          setAdded={(added) => setDraft((before) => ({ ...before, added }))}
          editing={editing}
        />
        {(['restart', 'start', 'health', 'limits', 'clients', 'order'] as const).map(group)}
        {form.rest.length > 0 && <Rest rest={form.rest} whereOf={whereOf} />}
        <div className="sc-foot">
          {preview && (
            <div className="sc-preview" role="status">
              {preview.changed ? (
                <Diff text={preview.diff} file={shortPath(config.path, home)} />
              ) : (
                <p className="t2">{t('config.same')}</p>
              )}
              {preview.notes.map((note) => (
                <p key={note} className="t2 small">
                  {note}
                </p>
              ))}
            </div>
          )}
          {refused?.key === null && (
            <p className="sc-bad" role="alert">
              {refused.reason}
            </p>
          )}
          <div className="sc-acts">
            {down && (
              <button
                type="button"
                className="btn pri"
                disabled={size === 0 || busy || editing.blocked !== null}
                onClick={() => save(true)}
              >
                {t('config.save.start')}
              </button>
            )}
            <button
              type="button"
              className={down ? 'btn' : 'btn pri'}
              disabled={size === 0 || busy || editing.blocked !== null}
              title={editing.blocked ?? undefined}
              onClick={() => save(false)}
            >
              {t('config.save')}
            </button>
            <button
              type="button"
              className="btn"
              disabled={size === 0 || busy || editing.blocked !== null}
              onClick={() => (preview ? setPreview(null) : look())}
            >
              {t(preview ? 'config.preview.hide' : 'config.preview')}
            </button>
            {size > 0 && (
              <button type="button" className="btn" disabled={busy} onClick={() => setDraft(() => noDraft)}>
                {t('config.discard')}
              </button>
            )}
            <span className="t3 small" role="status">
              {size === 0 ? t('config.unsaved.none') : t('config.unsaved', { n: size })}
            </span>
          </div>
        </div>
      </div>
      <aside className="sc-side">
        <ConfigHistory form={form} home={home} blocked={editing.blocked} />
        <ConfigManage view={view} form={form} own={config.path} home={home} blocked={editing.blocked} />
      </aside>
    </div>
  );
}

function Group({ id, fields, editing }: Form['groups'][number] & { editing: Editing }) {
  return (
    <section className="card sc-card" aria-labelledby={`sc-${id}`}>
      <h3 id={`sc-${id}`}>{t(`config.${id}`)}</h3>
      {fields.map((field) => (
        <ConfigField key={field.key} field={field} editing={editing} />
      ))}
    </section>
  );
}

function Rest({ rest, whereOf }: { rest: Form['rest']; whereOf(origin: Origin): string }) {
  return (
    <section className="card sc-card" aria-labelledby="sc-rest">
      <div className="sc-h">
        <h3 id="sc-rest">{t('config.rest')}</h3>
        <span className="t3 small">{t('config.rest.more')}</span>
      </div>
      <dl className="sc-rest">
        {rest.map(({ key, value, origin }) => (
          <div key={key} className="sc-row">
            <dt>
              <code>{key}</code>
            </dt>
            <dd>
              <code>{value}</code>
            </dd>
            <dd className="sc-from t3 small">{origin.file === null ? t('config.from.usual') : whereOf(origin)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function whereWords({ file, line, own }: Origin, ownFile: string, home: string | null): string {
  const short = shortPath(file ?? '', home);
  // the folders of one's own config are known by heart
  const shown = file === ownFile ? (short.split(/[\\/]/).at(-1) ?? short) : short;
  const where = line === null ? shown : t('problem.where', { file: shown, line: String(line) });
  return file === ownFile && !own ? t('config.from.defaults', { where }) : where;
}
