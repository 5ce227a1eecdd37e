import { memo, useRef } from 'react';
import type { ServerView } from '../../contract/server.ts';
import { bytes, isOff, percent, restartWords, thresholds, toolWords } from '../../contract/words.ts';
import { serverHref } from '../route.ts';
import { pageStore } from '../store/engine.ts';
import { noTrack } from '../store/history.ts';
import { useTimed } from '../store/now.ts';
import { type Acting, useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { plain } from '../view/log-lines.ts';
import { Glyph } from './glyph.tsx';
import { useInSight } from './in-sight.ts';
import { SelectBox } from './overview/select-box.tsx';
import { ActionFailure, CardActions } from './server-actions.tsx';
import { labelWords, useServerWords } from './server-words.ts';
import { Sparkline } from './sparkline.tsx';

/** A copy of a server that is not shared: whose it is. */
function UsersTag({ users }: { users: readonly string[] }) {
  const who = users.join(', ');
  return (
    <span className="tag trunc" title={who}>
      {users.length === 0 ? t('card.unused') : t('card.users', { who })}
    </span>
  );
}

export interface CardProps {
  view: ServerView;
  /** without contact, since when */
  lostSince: number | null;
  acting: Acting | undefined;
  /** why actions do nothing now */
  blocked: string | null;
  /** the one card of the grid that Tab reaches */
  current: boolean;
  /** one of so many that it is filled only while it is in sight */
  late: boolean;
}

export const ServerCard = memo(function ServerCard(props: CardProps) {
  const { view, lostSince, current, late } = props;
  const card = useRef<HTMLElement>(null);
  const inSight = useInSight(card, late);
  return (
    <article
      ref={card}
      className={`card srv${isOff(view) ? ' off' : ''}`}
      tabIndex={current ? 0 : -1}
      aria-label={`${view.name}, ${labelWords(view, lostSince)}`}
      data-card={view.name}
    >
      {(inSight || current) && <Filled {...props} />}
    </article>
  );
});

function Filled({ view, lostSince, acting, blocked, current }: CardProps) {
  const words = useServerWords(view, lostSince, acting);
  const tabIndex = current ? 0 : -1;
  return (
    <>
      <div className="hd">
        <Glyph name={words.glyph} tone={words.tone} />
        <h3 className="trunc">
          <a href={serverHref(view.name)} tabIndex={tabIndex} title={view.description ?? undefined}>
            {view.name}
          </a>
        </h3>
        <span className="tag trunc" title={view.launcher}>
          {view.launcher}
        </span>
        {view.users && <UsersTag users={view.users} />}
        {view.warnings.length > 0 && (
          <span className="tag" title={view.warnings.join('\n')}>
            {t('card.warnings', { n: view.warnings.length })}
          </span>
        )}
        {words.paused !== null && <span className="tag trunc">{words.paused}</span>}
        <SelectBox name={view.name} tabIndex={tabIndex} />
      </div>
      <div className="st trunc" title={[words.sentence, ...view.warnings].join('\n')}>
        {words.said}
      </div>
      <Chart view={view} />
      <div className="ft">
        <span className="m">
          {view.tools !== null && `${toolWords(view.tools)} · `}
          {view.restarts > 0 ? <b>{restartWords(view.restarts)}</b> : restartWords(0)}
        </span>
        <CardActions view={view} acting={acting} blocked={blocked} tabIndex={tabIndex} />
      </div>
      <ActionFailure name={view.name} acting={acting} tabIndex={tabIndex} />
    </>
  );
}

const steps = ['spawn', 'initialize', 'tools', 'ready'] as const;

/** these fetch a package first where it is not there yet, and say nothing meanwhile */
const installers = new Set(['npx', 'uvx', 'bunx', 'pnpm', 'yarn', 'pipx', 'docker', 'podman']);
const quietMs = 4000;

/** A start that takes its time shows what it says, or what it may be at. */
function Says({ view }: { view: ServerView }) {
  const { launcher, step, since } = view;
  const guess = useTimed((now) =>
    step === 'initialize' && installers.has(launcher) && now - Date.parse(since) > quietMs ? t('card.installing', { launcher }) : null,
  );
  const words = view.says ? plain(view.says) : guess;
  return words === null ? null : (
    <div className="card-says trunc" title={words}>
      {words}
    </div>
  );
}

function Chart({ view }: { view: ServerView }) {
  if (view.state === 'starting' && view.step !== null) {
    const at = Math.max(0, steps.indexOf(view.step as (typeof steps)[number]));
    const values = { at: at + 1, all: steps.length, step: t(`step.${view.step}`) };
    return (
      <div className="ch">
        <div className="start">
          <div className="steps" role="img" aria-label={t('card.step.label', values)}>
            {steps.map((step, index) => (
              <i key={step} className={index < at ? 'd' : index === at ? 'n' : ''} />
            ))}
          </div>
          <Says view={view} />
        </div>
        <div className="v">
          <span>{values.step}</span>
          <span>{t('card.step', values)}</span>
        </div>
      </div>
    );
  }
  if (isOff(view) || view.state === 'crashed') {
    return (
      <div className="ch">
        <div className="base" />
        <div className="v t3">{t(view.state === 'idle' ? 'card.asleep' : 'card.off')}</div>
      </div>
    );
  }
  const high = (view.cpu ?? 0) > thresholds.cpuHigh;
  return (
    <div className="ch">
      <CpuLine name={view.name} series={high ? 2 : 1} width={150} height={30} />
      <div className="v">
        <span>{percent(view.cpu)}</span>
        <span>{bytes(view.memory)}</span>
      </div>
    </div>
  );
}

/** It gets a point each time that figures come, and is drawn alone then. */
export function CpuLine({ name, series, width, height }: { name: string; series: number; width: number; height: number }) {
  const values = useStore(pageStore, ({ history }) => (history.servers.get(name) ?? noTrack).cpu);
  const downs = useStore(pageStore, ({ history }) => (history.servers.get(name) ?? noTrack).downs);
  return <Sparkline values={values} series={series} floor={5} width={width} height={height} downs={downs} />;
}
