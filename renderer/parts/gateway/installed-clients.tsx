import type { ClientView } from '../../../contract/routes/clients.ts';
import type { GatewayView } from '../../../contract/routes/gateway.ts';
import type { Route } from '../../route.ts';
import { client } from '../../store/engine.ts';
import { useResource } from '../../store/resource.ts';
import { t } from '../../text.ts';
import { initials } from '../../view/caller-rows.ts';
import { Unread } from '../server/unread.tsx';
import { setQuery } from './query.ts';

interface Props {
  gateway: GatewayView;
  route: Route;
}

/** The AI clients of this machine, and whether they come through Roundhouse. */
export function InstalledClients({ gateway, route }: Props) {
  const read = useInstalledClients();
  const installed = (read.value ?? []).filter((one) => one.installed);
  return (
    <article className="card gw-card" aria-label={t('gateway.installed')}>
      <h3 className="gw-ch">{t('gateway.installed')}</h3>
      <Unread resource={read} />
      {read.value !== null && installed.length === 0 && <p className="t2 gw-none">{t('gateway.installed.none')}</p>}
      <ul>
        {installed.map((one) => (
          <Installed
            key={one.client}
            one={one}
            seen={gateway.callers.some(({ label }) => label === one.client)}
            open={() => setQuery(route, { connect: one.client })}
          />
        ))}
      </ul>
    </article>
  );
}

export const useInstalledClients = () =>
  useResource(
    'clients',
    (signal) => client.clients({}, { signal }),
    ({ type }) => type.startsWith('client.') || type.startsWith('config.'),
  );

function Installed({ one, seen, open }: { one: ClientView; seen: boolean; open(): void }) {
  const own = one.servers.length;
  const words = one.linked
    ? [t('gateway.linked'), seen ? null : t('gateway.linked.unseen')]
    : [t('gateway.unlinked'), own === 0 ? null : t('gateway.unlinked.own', { n: own })];
  return (
    <li className="gw-inst">
      <span className="gw-tile" aria-hidden="true">
        {initials(one.title)}
      </span>
      <span className="grow">
        <b className="med">{one.title}</b>
        <small>{words.filter((part) => part !== null).join(', ')}</small>
        {one.warnings.map((warning) => (
          <small key={warning} className="t-warn">
            {warning}
          </small>
        ))}
      </span>
      <button
        type="button"
        className="btn s"
        aria-haspopup="dialog"
        aria-label={t(one.linked ? 'connect.manage.of' : 'connect.of', { client: one.title })}
        onClick={open}
      >
        {t(one.linked ? 'connect.manage' : 'connect.short')}
      </button>
    </li>
  );
}
