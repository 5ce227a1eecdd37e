import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { ClientToken, NewClientToken } from '../../../contract/routes/client-tokens.ts';
import { type Surface, surfaces } from '../../../contract/surface.ts';
import { when } from '../../../contract/words.ts';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { useNow } from '../../store/now.ts';
import { useResource } from '../../store/resource.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { Confirm } from '../confirm.tsx';
import { CopyButton } from '../copy-button.tsx';
import { Unread } from '../server/unread.tsx';
import { useData } from './data.tsx';
import { Group } from './group.tsx';
import { Row } from './row.tsx';

/** Each client can have a token of its own: it is seen once, and can be taken back without touching the others. */
export function TokenSettings({ profiles }: { profiles: readonly string[] }) {
  const tokens = useResource(
    'client tokens',
    (signal) => client.clientTokens({}, { signal }),
    ({ type }) => type === 'gateway.clients',
  );
  const [made, setMade] = useState<NewClientToken | null>(null);
  const [asked, ask] = useState<ClientToken | null>(null);
  const revoke = ({ name }: ClientToken) =>
    client.revokeClientToken({ token: name }).then(
      () => {
        if (made?.name === name) setMade(null);
        tokens.again();
        toast(t('set.token.revoked', { name }));
      },
      (error: unknown) => toast(t('set.not-changed', { what: name, reason: inWords(error) }), { tone: 'fail' }),
    );
  return (
    <>
      <Group title={t('set.token.title')}>
        <NewToken
          profiles={profiles}
          made={(token) => {
            setMade(token);
            tokens.again();
          }}
        />
        {made && (
          <Row id="gateway.tokens" of="made" title={t('set.token.made', { name: made.name })} more={t('set.token.once')}>
            <code className="set-fact">{made.token}</code>
            <CopyButton small text={made.token} name={t('set.token.copy', { name: made.name })} />
            <button type="button" className="btn s" onClick={() => setMade(null)}>
              {t('set.token.done')}
            </button>
          </Row>
        )}
        {tokens.value?.map((token) => (
          <Token key={token.name} token={token} revoke={() => ask(token)} />
        ))}
      </Group>
      <Unread resource={tokens} />
      {asked && (
        <Confirm
          title={t('set.token.revoke.title', { name: asked.name })}
          body={<p>{t(asked.connected ? 'set.token.revoke.connected' : 'set.token.revoke.body')}</p>}
          verb={t('set.token.revoke')}
          onConfirm={() => void revoke(asked)}
          onClose={() => ask(null)}
        />
      )}
    </>
  );
}

function Token({ token, revoke }: { token: ClientToken; revoke(): void }) {
  const { blocked } = useData();
  const now = useNow();
  const { name, profile, surface, lastUsedAt, connected } = token;
  const parts = [
    profile === null ? t('set.token.every') : t('set.token.profile', { profile }),
    surface === null ? null : t(`set.surface.${surface}`),
    connected
      ? t('set.token.connected')
      : lastUsedAt === null
        ? t('set.token.unused')
        : t('set.token.used', { when: when(Date.parse(lastUsedAt), now) }),
  ];
  return (
    <Row id="gateway.tokens" of={name} title={name} more={parts.filter((part) => part !== null).join(' · ')}>
      <button
        type="button"
        className="btn s"
        aria-label={t('set.token.revoke.of', { name })}
        disabled={blocked !== null}
        title={blocked ?? undefined}
        onClick={revoke}
      >
        {t('set.token.revoke')}
      </button>
    </Row>
  );
}

function NewToken({ profiles, made }: { profiles: readonly string[]; made(token: NewClientToken): void }) {
  const { blocked } = useData();
  const [name, setName] = useState('');
  const [profile, setProfile] = useState('');
  const [surface, setSurface] = useState<Surface | ''>('');
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    client.addClientToken({ name: name.trim(), profile: profile || undefined, surface: surface || undefined }).then(
      (token) => {
        setName('');
        setWrong(null);
        made(token);
      },
      (error: unknown) => setWrong(inWords(error)),
    );
  };
  return (
    <Row id="gateway.tokens" wrong={wrong}>
      <form className="set-form" onSubmit={submit}>
        <label className={wrong === null ? 'field set-field' : 'field set-field bad'}>
          <input
            aria-label={t('set.token.name')}
            aria-invalid={wrong !== null}
            placeholder={t('set.token.name.hint')}
            value={name}
            required
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <select
          className="select"
          aria-label={t('set.token.profile.choose')}
          value={profile}
          onChange={(event) => setProfile(event.target.value)}
        >
          <option value="">{t('set.token.every')}</option>
          {profiles.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
        <select
          className="select"
          aria-label={t('set.token.surface.choose')}
          value={surface}
          onChange={(event) => setSurface(surfaces.find((each) => each === event.target.value) ?? '')}
        >
          <option value="">{t('set.surface.usual')}</option>
          {surfaces.map((each) => (
            <option key={each} value={each}>
              {t(`set.surface.${each}`)}
            </option>
          ))}
        </select>
        <button type="submit" className="btn" disabled={blocked !== null} title={blocked ?? undefined}>
          <Plus className="ic" size={14} aria-hidden="true" />
          {t('set.token.create')}
        </button>
      </form>
    </Row>
  );
}
