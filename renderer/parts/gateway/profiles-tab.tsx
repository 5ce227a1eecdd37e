// Which profiles there are: their addresses, what they show and what that costs. What is simple is changed here, the rest in the config.
import '../../styles/gateway-profiles.css';
import { Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { GatewayProfile, GatewayView } from '../../../contract/routes/gateway.ts';
import { surfaces } from '../../../contract/surface.ts';
import { clientName } from '../../../contract/words.ts';
import { pageStore } from '../../store/engine.ts';
import { useStore } from '../../store/page-state.ts';
import { editProfile } from '../../store/profile-edits.ts';
import { t } from '../../text.ts';
import { isPlainList } from '../../view/profile-rules.ts';
import { ActionButton } from '../action-button.tsx';
import { CopyButton } from '../copy-button.tsx';
import { useWish } from '../use-wish.ts';

interface Props {
  gateway: GatewayView;
  blocked: string | null;
}

export function ProfilesTab({ gateway, blocked }: Props) {
  return (
    <div className="gp">
      {gateway.profiles.map((profile) => (
        <Profile key={profile.name} profile={profile} gateway={gateway} blocked={blocked} />
      ))}
      <NewProfile taken={gateway.profiles.map(({ name }) => name)} blocked={blocked} />
    </div>
  );
}

function Profile({ profile, gateway, blocked }: Props & { profile: GatewayProfile }) {
  const { name, url, builtIn, allow, deny } = profile;
  const [management, wish] = useWish(profile.management);
  const users = [...new Set(gateway.callers.filter((one) => one.connected && one.profile === name).map(({ label }) => clientName(label)))];
  const reason = builtIn ? t('profiles.built-in.why') : blocked;
  const path = ['gateway', 'profiles', name];
  return (
    <section className="card gp-one" aria-label={name}>
      <header>
        <h3>{name}</h3>
        {builtIn && (
          <span className="tag" title={t('profiles.built-in.why')}>
            {t('profiles.built-in')}
          </span>
        )}
        <span className="t3 small grow">{users.length > 0 && t('profiles.users', { names: users.join(', ') })}</span>
        {!builtIn && (
          <ActionButton
            icon={Trash2}
            name={t('profiles.remove', { name })}
            tip={t('profiles.remove', { name })}
            blocked={blocked ?? (users.length > 0 ? t('profiles.used') : null)}
            act={() => void editProfile(name, [{ path, value: null }], t('profiles.removed', { name }))}
          />
        )}
      </header>
      <dl>
        <dt>{t('profiles.address')}</dt>
        <dd className="gp-addr">
          {url === null ? (
            t('profiles.address.none')
          ) : (
            <>
              <code>{url}</code>
              <CopyButton small text={url} name={t('profiles.copy', { name })} />
            </>
          )}
        </dd>
        <dt>{t('profiles.servers')}</dt>
        <dd>
          <Servers profile={profile} blocked={reason} />
        </dd>
        <dt>{t('profiles.tools')}</dt>
        <dd>
          <Rules allow={allow} deny={deny} />
        </dd>
        <dt>{t('profiles.surface')}</dt>
        <dd>
          <Surface profile={profile} blocked={reason} />
        </dd>
        <dt>{t('profiles.management')}</dt>
        <dd>
          <label className="gp-check" title={reason ?? undefined}>
            <input
              type="checkbox"
              role="switch"
              className="switch"
              checked={management}
              aria-checked={management}
              aria-disabled={reason === null ? undefined : true}
              onChange={() => {
                if (reason !== null) return;
                wish(!management, editProfile(name, [{ path: [...path, 'management'], value: management ? null : true }]));
              }}
            />
            {t(management ? 'profiles.management.on' : 'profiles.management.off')}
          </label>
        </dd>
      </dl>
    </section>
  );
}

function Surface({ profile, blocked }: { profile: GatewayProfile; blocked: string | null }) {
  const { name, tools, tokens } = profile;
  const [surface, wish] = useWish(profile.surface);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box */}
      <div className="seg" role="group" aria-label={t('profiles.surface.of', { name })}>
        {surfaces.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === surface}
            aria-disabled={blocked === null ? undefined : true}
            title={blocked ?? undefined}
            onClick={() => {
              if (blocked !== null || each === surface) return;
              wish(each, editProfile(name, [{ path: ['gateway', 'profiles', name, 'surface'], value: each === 'full' ? null : each }]));
            }}
          >
            {t(`profiles.surface.${each}`)}
            <span className="num">{t('gateway.tokens.short', { n: tokens[each] })}</span>
          </button>
        ))}
      </div>
      <p className="t3 small">{t(`profiles.surface.${surface}.why`, { n: tools[surface] })}</p>
    </>
  );
}

function Rules({ allow, deny }: Pick<GatewayProfile, 'allow' | 'deny'>) {
  if (allow === null && deny.length === 0) return <>{t('profiles.tools.all')}</>;
  return (
    <>
      {allow !== null && (
        <p>
          {t('profiles.allow')} {allow.length === 0 ? t('profiles.none') : <Globs of={allow} />}
        </p>
      )}
      {deny.length > 0 && (
        <p>
          {t('profiles.deny')} <Globs of={deny} />
        </p>
      )}
    </>
  );
}

const Globs = ({ of }: { of: readonly string[] }) => (
  <span className="gp-globs">
    {of.map((glob) => (
      <code key={glob}>{glob}</code>
    ))}
  </span>
);

/** All, or those that are ticked. A list with patterns says more than ticks can, and is left to the config. */
function Servers({ profile, blocked }: { profile: GatewayProfile; blocked: string | null }) {
  const { name } = profile;
  const [servers, wish] = useWish(profile.servers);
  const views = useStore(pageStore, ({ snapshot }) => snapshot?.servers);
  const known = (views ?? []).filter(({ kind, instanceOf }) => kind !== 'service' && instanceOf === undefined).map((view) => view.name);
  const all = [...new Set([...known, ...(servers ?? [])])].sort((a, b) => a.localeCompare(b));
  if (blocked !== null || !isPlainList(servers)) {
    if (servers === null) return <>{t('profiles.servers.all')}</>;
    return (
      <>
        {servers.length === 0 ? t('profiles.none') : <Globs of={servers} />}
        {!isPlainList(servers) && <p className="t3 small">{t('profiles.by-hand', { path: `gateway.profiles.${name}.servers` })}</p>}
      </>
    );
  }
  const write = (value: string[] | null) => wish(value, editProfile(name, [{ path: ['gateway', 'profiles', name, 'servers'], value }]));
  return (
    <details className="gp-servers">
      <summary>{servers === null ? t('profiles.servers.all') : servers.length === 0 ? t('profiles.none') : servers.join(', ')}</summary>
      <ul>
        <li>
          <label className="gp-check">
            <input type="checkbox" className="check" checked={servers === null} onChange={() => write(servers === null ? known : null)} />
            {t('profiles.servers.every')}
          </label>
        </li>
        {all.map((server) => {
          const ticked = servers === null || servers.includes(server);
          return (
            <li key={server}>
              <label className="gp-check">
                <input
                  type="checkbox"
                  className="check"
                  checked={ticked}
                  onChange={() => {
                    const before = servers ?? known;
                    write(ticked ? before.filter((one) => one !== server) : [...before, server]);
                  }}
                />
                {server}
              </label>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

function NewProfile({ taken, blocked }: { taken: readonly string[]; blocked: string | null }) {
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const wanted = name.trim();
  // as the config takes it: it becomes part of an address
  const complaint = !/^[A-Za-z0-9._-]{1,64}$/.test(wanted)
    ? t('profiles.new.letters')
    : taken.includes(wanted)
      ? t('profiles.new.taken')
      : null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (complaint !== null || blocked !== null) return;
    const made = await editProfile(
      wanted,
      [{ path: ['gateway', 'profiles', wanted, 'management'], value: false }],
      t('profiles.made', { name: wanted }),
    );
    if (!made) return;
    setName('');
    setTried(false);
  };
  return (
    <form className="gp-new" onSubmit={submit}>
      <label className="field">
        <span className="sr">{t('profiles.new.name')}</span>
        <input
          placeholder={t('profiles.new.name')}
          spellCheck={false}
          value={name}
          aria-invalid={tried && complaint !== null}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <button type="submit" className="btn" aria-disabled={blocked === null ? undefined : true} title={blocked ?? undefined}>
        {t('profiles.new')}
      </button>
      {tried && complaint !== null && (
        <span className="small t-fail" role="alert">
          {complaint}
        </span>
      )}
      <p className="t3 small">{t('profiles.new.why')}</p>
    </form>
  );
}
