import { useMemo } from 'react';
import type { GatewayView } from '../../../contract/routes/gateway.ts';
import type { Route } from '../../route.ts';
import { useCalls } from '../../store/call-feed.ts';
import { useNow } from '../../store/now.ts';
import { t } from '../../text.ts';
import { figuresByCaller, reachesBack } from '../../view/call-rows.ts';
import { callerRows } from '../../view/caller-rows.ts';
import { ClientPanel } from './client-panel.tsx';
import { ClientTable } from './client-table.tsx';
import { InstalledClients } from './installed-clients.tsx';
import { setQuery } from './query.ts';

/** Who connects, at the left; what the chosen one is shown, at the right. */
export function ClientsTab({ gateway, route, blocked }: { gateway: GatewayView; route: Route; blocked: string | null }) {
  const rows = useMemo(() => callerRows(gateway), [gateway]);
  const calls = useCalls();
  // an hour slides on by itself; every ten seconds is often enough for that
  const tick = Math.floor(useNow() / 10_000);
  const figures = useMemo(() => figuresByCaller(calls.rows, tick * 10_000), [calls.rows, tick]);
  const chosen = rows.find(({ key }) => key === route.query.get('client')) ?? rows[0];
  return (
    <div className={chosen ? 'gw-2' : undefined}>
      <div className="gw-stack">
        {rows.length === 0 ? (
          <p className="card gw-none">{t('gateway.none')}</p>
        ) : (
          <ClientTable
            rows={rows}
            chosen={chosen?.key ?? null}
            figures={calls.read ? figures : null}
            whole={reachesBack(calls.rows, calls.whole, tick * 10_000)}
            choose={(key) => setQuery(route, { client: key })}
          />
        )}
        <InstalledClients gateway={gateway} route={route} />
      </div>
      {chosen && (
        <ClientPanel
          key={chosen.key}
          row={chosen}
          profile={gateway.profiles.find(({ name }) => name === chosen.profile)}
          blocked={blocked}
        />
      )}
    </div>
  );
}
