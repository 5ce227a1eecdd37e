import '../styles/onboarding-offer.css';
import { Eye, Play, Sparkles, X } from 'lucide-react';
import type { Snapshot } from '../../contract/events.ts';
import { hrefOf } from '../route.ts';
import { client } from '../store/engine.ts';
import { inWords } from '../store/failure.ts';
import { toast } from '../store/toasts.ts';
import { t } from '../text.ts';
import { ActionButton } from './action-button.tsx';

interface Props {
  snapshot: Snapshot;
  blocked: string | null;
}

/** On a home that nobody has set up: what was found, and the way to choose. An engine that does not say whether it was has nothing to offer. */
export function OnboardingOffer({ snapshot: { engine, servers }, blocked }: Props) {
  const review = (words: string) => (
    <a className="btn s" href={hrefOf('onboarding')}>
      {words}
    </a>
  );
  if (engine.watchOnly) {
    return (
      <div className="offer">
        <Eye className="ic" size={16} aria-hidden="true" />
        <span className="grow">{t('onboarding.watch.on')}</span>
        {review(t('onboarding.watch.set-up'))}
        <ActionButton icon={Play} name={t('onboarding.watch.start')} blocked={blocked} act={() => void done({ watchOnly: false })}>
          {t('onboarding.watch.start')}
        </ActionButton>
      </div>
    );
  }
  if (engine.onboarded !== false || servers.length === 0) return null;
  const places = new Set(servers.flatMap((view) => view.sources.map((source) => source.client))).size;
  return (
    <div className="offer">
      <Sparkles className="ic" size={16} aria-hidden="true" />
      <span className="grow">
        {t('onboarding.offer', {
          servers: t('onboarding.servers', { n: servers.filter(({ instanceOf }) => instanceOf === undefined).length }),
          places: t('onboarding.places', { n: places }),
        })}
      </span>
      {review(t('onboarding.offer.review'))}
      <ActionButton
        icon={X}
        name={t('onboarding.offer.dismiss')}
        tip={t('onboarding.offer.dismiss')}
        blocked={blocked}
        act={() => void done({})}
      />
    </div>
  );
}

const done = (wish: { watchOnly?: boolean }) =>
  client.finishOnboarding(wish).catch((error: unknown) => toast(inWords(error), { tone: 'fail' }));
