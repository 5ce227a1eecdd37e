// What one client is shown: how much, what it costs, and which tools of which server.
import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import type { GatewayProfile } from '../../../contract/routes/gateway.ts';
import { clientName, when } from '../../../contract/words.ts';
import { hrefOf } from '../../route.ts';
import { client } from '../../store/engine.ts';
import { useNow } from '../../store/now.ts';
import { useResource } from '../../store/resource.ts';
import { t } from '../../text.ts';
import type { CallerRow } from '../../view/caller-rows.ts';
import { limitOf } from '../../view/client-limits.ts';
import { isShown, passesTool, toolGroups } from '../../view/tool-groups.ts';
import { Unread } from '../server/unread.tsx';
import { Bar } from './limit-meter.tsx';
import { ShownGroup } from './shown-group.tsx';

interface Props {
  row: CallerRow;
  profile: GatewayProfile | undefined;
  blocked: string | null;
}

export function ClientPanel({ row, profile, blocked }: Props) {
  const [text, setText] = useState('');
  const now = useNow();
  const read = useResource(
    `tools of ${row.profile}`,
    (signal) => client.gatewayTools({ profile: row.profile }, { signal }),
    ({ type }) => type === 'gateway.tools' || type.startsWith('config.') || type.startsWith('tools.'),
  );
  const title = clientName(row.label);
  const limit = row.surface === 'full' ? limitOf(row) : null;
  const tools = read.value ?? [];
  const all = tools.length;
  const groups = toolGroups(tools.filter((tool) => passesTool(tool, { kind: 'all', text })));
  return (
    <aside className="card gw-side" aria-label={t('gateway.panel', { client: title })}>
      <div className="gw-side-h">
        <h3>
          {title} <span className="tag gw-prof">{row.profile}</span>
        </h3>
        {row.tools !== null && row.tokens !== null && (
          <>
            <p className="gw-big">
              <b>{t('gateway.n', { n: row.tools })}</b>
              <span className="t2">
                {t(row.surface === 'lazy' ? 'gateway.panel.lazy' : 'gateway.panel.cost', {
                  all: t('gateway.tools', { n: row.surface === 'lazy' ? tools.filter(isShown).length : all }),
                  tokens: row.tokens,
                })}
              </span>
            </p>
            {row.surface === 'full' && <Bar tools={row.tools} limit={limit?.tools ?? null} most={Math.max(all, 1)} />}
            {limit && <p className="t3 small">{t(`gateway.limit.${limit.client}`)}</p>}
          </>
        )}
        <p className="t3 small">
          {[
            row.software,
            t(`gateway.generation.${row.generation}`),
            t('gateway.since', { when: when(row.since, now) }),
            row.token === null ? null : t('gateway.token', { name: row.token }),
          ]
            .filter((part) => part !== null && part !== '')
            .join(', ')}
        </p>
      </div>
      <Unread resource={read} />
      {read.value !== null && (
        <>
          <label className="field gw-find">
            <ListFilter className="ic" size={14} aria-hidden="true" />
            <span className="sr">{t('gateway.find')}</span>
            <input placeholder={t('gateway.find')} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
          </label>
          {groups.map((group) => (
            <ShownGroup
              key={group.server ?? ''}
              group={group}
              all={tools.filter(({ server }) => server === group.server)}
              open={text !== ''}
              profile={profile?.builtIn === false ? profile : null}
              blocked={blocked}
            />
          ))}
          {groups.length === 0 && <p className="quiet">{t(text === '' ? 'gateway.tools.none' : 'gateway.tools.filtered')}</p>}
          <p className="gw-side-f t3 small">
            {t(profile?.builtIn === false ? 'gateway.panel.own' : 'gateway.panel.shared')}{' '}
            <a href={hrefOf('gateway', {}, ['tools'])}>{t('gateway.tab.tools')}</a>
          </p>
        </>
      )}
    </aside>
  );
}
