// Connecting a client: those of this machine by a change of their file, which is shown before it is made; any other by hand.
import { Plug } from 'lucide-react';
import { useEffect, useRef } from 'react';
import '../../styles/connect.css';
import type { ClientView } from '../../../contract/routes/clients.ts';
import type { GatewayView } from '../../../contract/routes/gateway.ts';
import type { Route } from '../../route.ts';
import { t } from '../../text.ts';
import { initials } from '../../view/caller-rows.ts';
import { Glyph } from '../glyph.tsx';
import { Unread } from '../server/unread.tsx';
import { ConnectOther } from './connect-other.tsx';
import { useInstalledClients } from './installed-clients.tsx';
import { LinkClient } from './link-client.tsx';
import { setQuery } from './query.ts';

const other = 'other';

interface Props {
  gateway: GatewayView;
  route: Route;
  blocked: string | null;
}

export function ConnectDialog({ gateway, route, blocked }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const read = useInstalledClients();
  const installed = (read.value ?? []).filter((one) => one.installed);
  const asked = route.query.get('connect');
  const chosen = asked === other ? null : (installed.find(({ client }) => client === asked) ?? firstOf(installed));
  const isRead = read.value !== null;
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (isRead) dialog.current?.querySelector<HTMLElement>('.cn-list [aria-current]')?.focus();
  }, [isRead]);
  const close = () => dialog.current?.close();
  const choose = (client: string) => setQuery(route, { connect: client });
  return (
    <dialog
      ref={dialog}
      className="dialog wide cn"
      aria-labelledby="cn-title"
      onClose={() => setQuery(route, { connect: null })}
      onPointerDown={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      <h2 id="cn-title">{t('connect.title')}</h2>
      <Unread resource={read} />
      {read.value !== null && (
        <div className="cn-2">
          <nav className="cn-list" aria-label={t('connect.clients')}>
            {installed.map((one) => (
              <Choice key={one.client} one={one} chosen={one === chosen} choose={() => choose(one.client)} />
            ))}
            <button type="button" aria-current={chosen === null ? 'true' : undefined} onClick={() => choose(other)}>
              <span className="gw-tile" aria-hidden="true">
                <Plug size={13} />
              </span>
              <span className="grow">{t('connect.other')}</span>
            </button>
          </nav>
          {chosen === null ? (
            <ConnectOther gateway={gateway} close={close} />
          ) : (
            <LinkClient
              key={`${chosen.client} ${chosen.linked} ${chosen.profile}`}
              one={chosen}
              profiles={gateway.profiles}
              blocked={blocked}
              close={close}
            />
          )}
        </div>
      )}
    </dialog>
  );
}

const firstOf = (installed: readonly ClientView[]): ClientView | null => installed.find(({ linked }) => !linked) ?? null;

function Choice({ one, chosen, choose }: { one: ClientView; chosen: boolean; choose(): void }) {
  return (
    <button type="button" aria-current={chosen ? 'true' : undefined} onClick={choose}>
      <span className="gw-tile" aria-hidden="true">
        {initials(one.title)}
      </span>
      <span className="grow">
        {one.title}
        <small>
          {one.linked ? <Glyph name="healthy" tone="ok" size={9} /> : <Glyph name="stopped" tone="mute" size={9} />}
          {t(one.linked ? 'gateway.linked' : 'gateway.unlinked')}
        </small>
      </span>
    </button>
  );
}
