import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { GatewayView } from '../../contract/routes/gateway.ts';
import { when } from '../../contract/words.ts';
import { contentId } from '../content.ts';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { client, pageStore } from '../store/engine.ts';
import { useNow } from '../store/now.ts';
import { useStore } from '../store/page-state.ts';
import { useResource } from '../store/resource.ts';
import { t } from '../text.ts';
import { type CallerRow, callerRows } from '../view/caller-rows.ts';
import '../styles/gateway.css';

/** Where AI clients connect, and who does. */
export default function GatewayPage() {
  const live = useStore(pageStore, (state) => state.contact.kind === 'live' || state.contact.kind === 'connecting');
  const gateway = useResource(
    'gateway',
    (signal) => client.gateway({}, { signal }),
    ({ type }) => type.startsWith('gateway.') || type === 'config.loaded',
  );
  const { failure } = gateway;
  return (
    <main className={`page${live ? '' : ' stale'}`} id={contentId} tabIndex={-1} aria-busy={gateway.value === null}>
      <ContactBanner />
      {failure !== null && live && (
        <p className="banner warn" role="alert">
          {t('gateway.unread', { reason: failure })}
        </p>
      )}
      {gateway.value && <Callers gateway={gateway.value} />}
    </main>
  );
}

function Callers({ gateway }: { gateway: GatewayView }) {
  const servers = useStore(pageStore, ({ snapshot }) => snapshot?.servers.filter(({ kind }) => kind !== 'service').length ?? 0);
  const rows = callerRows(gateway);
  const here = rows.filter(({ connected }) => connected);
  return (
    <>
      <div className="gw-head">
        <h2>
          {t('gateway.headline', { clients: t('gateway.clients', { n: here.length }), servers: t('gateway.servers', { n: servers }) })}
        </h2>
        {gateway.url !== null && <Address url={gateway.url} />}
      </div>
      {rows.length === 0 ? (
        <p className="gw-none t2">{t('gateway.none')}</p>
      ) : (
        <article className="card gw-card">
          <table className="gw-table" aria-label={t('gateway.connected')}>
            <thead>
              <tr>
                <th scope="col">{t('gateway.client')}</th>
                <th scope="col">{t('gateway.profile')}</th>
                <th scope="col">{t('gateway.surface')}</th>
                <th scope="col" className="r">
                  {t('gateway.cost')}
                </th>
                <th scope="col" className="r">
                  {t('gateway.since')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Caller key={row.key} row={row} />
              ))}
            </tbody>
          </table>
        </article>
      )}
    </>
  );
}

function Caller({ row }: { row: CallerRow }) {
  const now = useNow();
  const state = row.connected ? t('gateway.sessions', { n: row.sessions }) : t('gateway.gone');
  const more = [state, row.token === null ? null : t('gateway.token', { name: row.token }), t(`gateway.generation.${row.generation}`)];
  return (
    <tr>
      <td>
        <span className="gw-name">
          <Glyph name={row.connected ? 'healthy' : 'stopped'} tone={row.connected ? 'ok' : 'mute'} />
          <span>
            <b className="med">{row.label}</b>
            <small>{more.filter((part) => part !== null).join(', ')}</small>
          </span>
        </span>
      </td>
      <td>
        <span className="tag">{row.profile}</span>
      </td>
      <td>{t(`gateway.surface.${row.surface}`)}</td>
      <td className="r num nowrap">{row.tokens === null ? '–' : t('gateway.tokens', { n: row.tokens })}</td>
      <td className="r num t2 nowrap" title={new Date(row.since).toLocaleString()}>
        {when(row.since, now)}
      </td>
    </tr>
  );
}

function Address({ url }: { url: string }) {
  const [copied, setCopied] = useState<boolean | null>(null);
  useEffect(() => {
    if (copied === null) return;
    const timer = setTimeout(() => setCopied(null), 3000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    navigator.clipboard.writeText(url).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  const Icon = copied === true ? Check : Copy;
  return (
    <span className="gw-addr">
      <code>{url}</code>
      <button type="button" className="ib" aria-label={t('gateway.copy')} title={t('gateway.copy')} onClick={() => void copy()}>
        <Icon className="ic" size={15} aria-hidden="true" />
      </button>
      <span className={copied === false ? 'small' : 'sr'} role="status">
        {copied === null ? '' : t(copied ? 'gateway.copied' : 'gateway.copy.failed')}
      </span>
    </span>
  );
}
