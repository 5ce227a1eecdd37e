import '../styles/dependencies.css';
import { Fragment } from 'react';
import { type Description, describe, describeUnknown } from '../../contract/words.ts';
import { contentId } from '../content.ts';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { DependencyGraph } from '../parts/dependency-graph.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { serverHref } from '../route.ts';
import { pageStore } from '../store/engine.ts';
import { useNow } from '../store/now.ts';
import { lostSinceOf, useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { type Dependency, dependenciesOf, isBlocked, nowWords } from '../view/dependencies.ts';

export function DependenciesPage() {
  const servers = useStore(pageStore, ({ snapshot }) => snapshot?.servers ?? null);
  const contact = useStore(pageStore, (state) => state.contact);
  const now = useNow();
  const lostSince = lostSinceOf(contact);
  const all = servers === null ? [] : dependenciesOf(servers);
  const words = ({ view }: Dependency): Pick<Description, 'glyph' | 'tone' | 'label'> => {
    if (view === null) return { glyph: 'unknown', tone: 'warn', label: t('deps.missing') };
    return lostSince === null ? describe(view, now) : describeUnknown(view, lostSince);
  };
  const blocked = all.filter(isBlocked).length;
  return (
    <main className="page deps" id={contentId} tabIndex={-1}>
      <ContactBanner />
      {servers === null && contact.kind === 'connecting' && <p className="sr">{t('contact.first')}</p>}
      {servers !== null && all.length === 0 && <Empty />}
      {all.length > 0 && (
        <>
          <div className="deps-h">
            <h2>
              <Glyph
                name={lostSince !== null ? 'unknown' : blocked > 0 ? 'degraded' : 'healthy'}
                tone={lostSince !== null ? 'mute' : blocked > 0 ? 'warn' : 'ok'}
                size={14}
              />
              {lostSince !== null ? t('deps.unknown') : blocked > 0 ? t('deps.some', { n: blocked }) : t('deps.ok')}
            </h2>
            <p className="t2">{t('deps.lede')}</p>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <section className="card deps-g" aria-label={t('deps.graph')} tabIndex={0}>
            <DependencyGraph all={all} words={words} />
          </section>
          <h2 className="deps-l">{t('deps.list')}</h2>
          <List all={all} words={words} known={lostSince === null} />
        </>
      )}
    </main>
  );
}

function List({
  all,
  words,
  known,
}: {
  all: readonly Dependency[];
  words: Parameters<typeof DependencyGraph>[0]['words'];
  known: boolean;
}) {
  const columns = ['deps.server', 'deps.state', 'deps.needs', 'deps.users', 'deps.now'] as const;
  return (
    <div className="deps-list">
      <table className="card deps-t">
        <thead>
          <tr>
            {columns.map((id) => (
              <th key={id} scope="col">
                {t(id)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.map((one) => {
            const { glyph, tone, label } = words(one);
            return (
              <tr key={one.name} data-dependency={one.name}>
                <th scope="row">
                  <Name name={one.name} all={all} />
                </th>
                <td>
                  <span className="deps-s">
                    <Glyph name={glyph} tone={tone} />
                    <span className={`t-${tone}`}>{label}</span>
                  </span>
                </td>
                <td>
                  <Names names={one.needs} all={all} />
                </td>
                <td>
                  <Names names={one.users} all={all} />
                </td>
                <td className={known && isBlocked(one) ? 't-warn' : 't2'}>{known ? nowWords(one, all) : t('deps.unknown')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** A name that nobody defines leads nowhere. */
function Name({ name, all }: { name: string; all: readonly Dependency[] }) {
  return all.some((one) => one.name === name && one.view !== null) ? <a href={serverHref(name)}>{name}</a> : <span>{name}</span>;
}

function Names({ names, all }: { names: readonly string[]; all: readonly Dependency[] }) {
  if (names.length === 0) return <span className="t3">{t('deps.nothing')}</span>;
  return names.map((name, at) => (
    <Fragment key={name}>
      {at > 0 && ', '}
      <Name name={name} all={all} />
    </Fragment>
  ));
}

function Empty() {
  return (
    <div className="empty">
      <h2>{t('deps.empty')}</h2>
      <p>{t('deps.empty.why')}</p>
      <pre className="mono deps-x">{t('deps.empty.example')}</pre>
    </div>
  );
}
