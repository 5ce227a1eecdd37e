// One client of this machine: the exact change of its file, and the button that makes it. What is done can be taken back from the toast.
import { useState } from 'react';
import type { ClientPreview, ClientView } from '../../../contract/routes/clients.ts';
import type { GatewayProfile } from '../../../contract/routes/gateway.ts';
import { when } from '../../../contract/words.ts';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { useNow } from '../../store/now.ts';
import { useResource } from '../../store/resource.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { Diff } from '../diff.tsx';
import { Prose } from '../prose.tsx';
import { Unread } from '../server/unread.tsx';
import { ShowInFolder } from '../show-in-folder.tsx';
import { ProfileChoice } from './profile-choice.tsx';

interface Props {
  one: ClientView;
  profiles: readonly GatewayProfile[];
  blocked: string | null;
  close(): void;
}

export function LinkClient({ one, profiles, blocked, close }: Props) {
  const [profile, setProfile] = useState(one.profile ?? 'default');
  const [move, setMove] = useState(true);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  // linked with this profile already: what remains is to take it back
  const verb = one.linked && profile === (one.profile ?? 'default') ? 'unlink' : 'link';
  const wish = { client: one.client, move, ...(profile === 'default' ? {} : { profile }) };
  const preview = useResource(
    `preview ${one.client} ${verb} ${profile} ${move}`,
    (signal) => client.previewClient({ ...(verb === 'link' ? wish : { client: one.client }), verb }, { signal }),
    ({ type }) => type.startsWith('client.') || type.startsWith('config.'),
  );
  const act = async (seen: ClientPreview) => {
    if (blocked !== null || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await make(one, verb, wish, seen);
      close();
    } catch (error) {
      setFailure(inWords(error));
      preview.again();
    } finally {
      setBusy(false);
    }
  };
  const button = t(verb === 'unlink' ? 'connect.unlink' : one.linked ? 'connect.relink' : 'connect.link', { client: one.title });
  return (
    <section className="cn-main" aria-label={one.title}>
      <div className="cn-body">
        <Facts one={one} />
        <div className="cn-choices">
          <ProfileChoice profiles={profiles} chosen={profile} choose={setProfile} />
          {verb === 'link' && one.servers.length > 0 && (
            <label className="cn-check">
              <input type="checkbox" className="check" checked={move} onChange={(event) => setMove(event.target.checked)} />
              <span>{t('connect.move', { n: one.servers.length })}</span>
            </label>
          )}
        </div>
        <Unread resource={preview} />
        {preview.value !== null && preview.failure === null && <Preview preview={preview.value} />}
      </div>
      <footer>
        {failure !== null && (
          <p className="t-fail grow" role="alert">
            {t('connect.failed', { reason: failure })}
          </p>
        )}
        {blocked !== null && <p className="t3 small grow">{blocked}</p>}
        <button type="button" className="btn" onClick={close}>
          {t('connect.close')}
        </button>
        {preview.value !== null && preview.failure === null && !preview.value.unchanged && (
          <button
            type="button"
            className={verb === 'link' ? 'btn pri' : 'btn'}
            aria-disabled={blocked === null && !busy ? undefined : true}
            title={blocked ?? undefined}
            onClick={() => preview.value && void act(preview.value)}
          >
            {busy ? t(`connect.${verb}.busy`) : button}
          </button>
        )}
      </footer>
    </section>
  );
}

/** Exactly what was seen, or nothing: a file that is another one by now is refused. */
async function make(
  one: ClientView,
  verb: 'link' | 'unlink',
  wish: Parameters<typeof client.linkClient>[0],
  seen: ClientPreview,
): Promise<void> {
  const { client: id, title } = one;
  const before = { client: id, move: seen.moves.length > 0, ...(one.profile === null ? {} : { profile: one.profile }) };
  if (verb === 'unlink') {
    await client.unlinkClient({ client: id, expect: seen.fingerprint });
    return toast(t('connect.unlinked', { client: title }), { tone: 'ok', undo: async () => void (await client.linkClient(before)) });
  }
  await client.linkClient({ ...wish, expect: seen.fingerprint });
  toast(t('connect.linked', { client: title, file: one.file }), {
    tone: 'ok',
    undo: async () => void (one.linked ? await client.linkClient(before) : await client.unlinkClient({ client: id })),
  });
}

function Facts({ one }: { one: ClientView }) {
  const now = useNow();
  const facts = [
    {
      name: t('connect.file'),
      value: one.exists ? one.file : t('connect.file.new', { file: one.file }),
      path: one.exists ? one.file : null,
    },
    one.linkedAt !== null && { name: t('connect.linked.at'), value: when(Date.parse(one.linkedAt), now), path: null },
    one.backup !== null && { name: t('connect.backup'), value: one.backup, path: one.backup },
  ].filter((fact) => fact !== false);
  return (
    <dl className="cn-facts">
      {facts.map(({ name, value, path }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value} {path !== null && <ShowInFolder path={path} name={name} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Preview({ preview }: { preview: ClientPreview }) {
  const { verb, unchanged, changes, moves, stays, notes } = preview;
  const renamed = (name: string, as: string) => (name === as ? name : t('connect.as', { name, as }));
  return (
    <>
      {unchanged && <p>{t('connect.unchanged')}</p>}
      {moves.length > 0 && (
        <p>{t(`connect.moves.${verb}`, { n: moves.length, names: moves.map(({ name, as }) => renamed(name, as)).join(', ') })}</p>
      )}
      {stays.length > 0 && (
        <div>
          <p>{t('connect.stays', { n: stays.length })}</p>
          <ul className="cn-notes">
            {stays.map(({ name, reason }) => (
              <li key={name}>
                <b className="med">{name}</b>: {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
      {changes.map(({ file, does, diff }) => (
        <Diff key={file} text={diff} file={file} does={does} />
      ))}
      {changes.length > 0 && verb === 'link' && <p className="t3 small">{t('connect.kept')}</p>}
      {notes.length > 0 && (
        <ul className="cn-notes">
          {notes.map((note) => (
            <li key={note}>
              <Prose text={note} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
