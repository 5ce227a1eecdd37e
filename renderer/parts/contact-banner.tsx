import { RefreshCw, Unplug } from 'lucide-react';
import { countdown, duration } from '../../contract/words.ts';
import { connect, pageStore } from '../store/engine.ts';
import { useNow } from '../store/now.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';

/** Says that what is shown may be old, how old, and when the next attempt is. */
export function ContactBanner() {
  const contact = useStore(pageStore, (state) => state.contact);
  const stopping = useStore(pageStore, ({ snapshot }) => snapshot?.engine.stopping ?? false);
  const updated = useStore(pageStore, (state) => state.updated);
  const known = useStore(pageStore, ({ snapshot }) => snapshot !== null);
  if (contact.kind === 'signed-out') {
    return (
      <div className="banner warn" role="alert">
        <Unplug className="ic" size={16} aria-hidden="true" />
        <span className="grow">
          <b className="med">{t('contact.signed-out')}</b> {t('contact.signed-out.next')}
        </span>
      </div>
    );
  }
  if (contact.kind === 'outdated') return <Updated next={t('contact.outdated')} />;
  if (contact.kind !== 'lost') return stopping ? <Stopping /> : updated ? <Updated next={t('contact.updated.next')} /> : null;
  return <Lost seenAt={contact.seenAt} retryAt={contact.retryAt} known={known} />;
}

/** The only part of it that the time changes: with contact, no tick draws anything of the banner. */
function Lost({ seenAt, retryAt, known }: { seenAt: number; retryAt: number | null; known: boolean }) {
  useNow(); // counts on; the time of the last tick would be up to a second old
  const now = Date.now();
  const left = retryAt === null ? 0 : retryAt - now;
  return (
    <div className="banner warn">
      <Unplug className="ic" size={16} aria-hidden="true" />
      <span className="grow">
        {known ? (
          <>
            <b className="med">{t('contact.lost', { age: duration(now - seenAt) })}</b> {t('contact.last-known')}
          </>
        ) : (
          <b className="med">{t('contact.none')}</b>
        )}{' '}
        {left > 0 ? t('contact.retry-in', { left: countdown(left) }) : t('contact.retrying')}
      </span>
      <button type="button" className="btn s" onClick={connect}>
        {t('contact.try')}
      </button>
    </div>
  );
}

/** This tab was opened with another build: what it loads later may be gone. */
function Updated({ next }: { next: string }) {
  return (
    <div className="banner" role="status">
      <RefreshCw className="ic" size={16} aria-hidden="true" />
      <span className="grow">
        <b className="med">{t('contact.updated')}</b> {next}
      </span>
      <button type="button" className="btn s" onClick={() => location.reload()}>
        {t('contact.reload')}
      </button>
    </div>
  );
}

/** The end is announced before the stream falls silent. */
function Stopping() {
  return (
    <div className="banner warn">
      <Unplug className="ic" size={16} aria-hidden="true" />
      <b className="med">{t('contact.stopping')}</b>
    </div>
  );
}
