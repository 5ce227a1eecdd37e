import type { ServerView } from '../../../contract/server.ts';
import { needsAttention } from '../../../contract/words.ts';
import { useMutes } from '../../store/alerts.ts';
import { t } from '../../text.ts';
import { muteOf } from '../../view/mutes.ts';
import { AttentionCard } from '../attention-card.tsx';
import type { CardProps } from '../server-card.tsx';

/** Trouble first; what just got well is still among it, and not counted. */
export function Attention({ views, card }: { views: readonly ServerView[]; card(view: ServerView): CardProps }) {
  const mutes = useMutes().value ?? [];
  return (
    <section aria-label={t('overview.attention')}>
      <div className="gh">
        <h2>{t('overview.attention')}</h2>
        <span className="count">{views.filter(needsAttention).length}</span>
      </div>
      <div className="att">
        {views.map((view) => (
          <AttentionCard key={view.name} {...card(view)} muted={muteOf(mutes, view.name, Date.now())} />
        ))}
      </div>
    </section>
  );
}
