// A part of the window that is loaded when it is first shown. React's own keeps a failure for ever; this one says why, tries
// again when contact is back, and knows that a newer build has parts of other names.
import { type ComponentType, useEffect, useState } from 'react';
import { contentId } from '../content.ts';
import { lookForUpdate, pageStore } from '../store/engine.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { ContactBanner } from './contact-banner.tsx';

export type Unloaded = 'updated' | 'away' | 'refused';

interface Part<Props> {
  load(): Promise<{ default: ComponentType<Props> }>;
  loaded: ComponentType<Props> | null;
  /** what is no page says elsewhere that it could not be had */
  onFail?: (why: Unloaded, props: Props) => void;
}

export function lazy<Props extends object>(load: Part<Props>['load'], onFail?: Part<Props>['onFail']): ComponentType<Props> {
  const part: Part<Props> = { load, loaded: null, onFail };
  return (props) => <Loading part={part} props={props} />;
}

function Loading<Props extends object>({ part, props }: { part: Part<Props>; props: Props }) {
  const [, ready] = useState(false);
  const [failed, fail] = useState<Unloaded | null>(null);
  const live = useStore(pageStore, ({ contact }) => contact.kind === 'live');
  const [attempt, again] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: contact that is back is a reason to try, as is the button
  useEffect(() => {
    if (part.loaded !== null) return;
    let gone = false;
    part.load().then(
      (module) => {
        part.loaded = module.default;
        if (!gone) ready(true);
      },
      async () => {
        const updated = await lookForUpdate();
        if (gone) return;
        const why = updated ? 'updated' : pageStore.get().contact.kind === 'live' ? 'refused' : 'away';
        fail(why);
        part.onFail?.(why, props);
      },
    );
    return () => {
      gone = true;
    };
  }, [part, live, attempt]);
  if (part.loaded !== null) return <part.loaded {...props} />;
  if (part.onFail) return null;
  if (failed !== null) return <NotLoaded why={failed} again={() => again(attempt + 1)} />;
  return (
    <main className="page" id={contentId} tabIndex={-1} aria-busy="true">
      <ContactBanner />
    </main>
  );
}

/** why, and what to do */
export const unloadedWords = (why: Unloaded): string => t(`fault.unloaded.${why}`);

function NotLoaded({ why, again }: { why: Unloaded; again(): void }) {
  return (
    <main className="page" id={contentId} tabIndex={-1}>
      {why !== 'updated' && <ContactBanner />}
      <div className="empty">
        <h2>{t('fault.unloaded')}</h2>
        <p>{unloadedWords(why)}</p>
        <button type="button" className="btn" onClick={why === 'updated' ? () => location.reload() : again}>
          {t(why === 'updated' ? 'contact.reload' : 'fault.again')}
        </button>
      </div>
    </main>
  );
}
