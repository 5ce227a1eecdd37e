import type { ServerView } from '../../../contract/server.ts';
import { describe } from '../../../contract/words.ts';
import { serverHref } from '../../route.ts';
import { useNow } from '../../store/now.ts';
import { t } from '../../text.ts';
import { Glyph } from '../glyph.tsx';

/** The servers that it has to do with: what it needs, what needs it, and its copies with who uses them. */
export function Relations({ view, servers }: { view: ServerView; servers: readonly ServerView[] }) {
  const now = useNow();
  const neededBy = servers.filter((other) => other.dependsOn.includes(view.name)).map(({ name }) => name);
  const rows = [
    ...view.dependsOn.map((name) => ({ name, how: t('server.relations.needs') })),
    ...neededBy.map((name) => ({ name, how: t('server.relations.needed') })),
    ...(view.instanceOf === undefined ? [] : [{ name: view.instanceOf, how: t('server.relations.copy-of') }]),
    ...(view.instances ?? []).map(({ name, users }) => ({
      name,
      how: users.length === 0 ? t('server.relations.copy.unused') : t('server.relations.copy.for', { who: users.join(', ') }),
    })),
  ];
  if (rows.length === 0) return null;
  return (
    <section className="card blk">
      <h3>{t('server.relations')}</h3>
      <ul>
        {rows.map(({ name, how }) => {
          const other = servers.find((each) => each.name === name);
          const words = other && describe(other, now);
          return (
            <li className="dep" key={`${how} ${name}`}>
              {words ? <Glyph name={words.glyph} tone={words.tone} /> : <Glyph name="unknown" tone="mute" />}
              {other ? (
                <a className="trunc" href={serverHref(name)} title={words?.sentence}>
                  {name}
                </a>
              ) : (
                <span className="trunc" title={t('server.relations.gone')}>
                  {name}
                </span>
              )}
              <span className="k trunc" title={how}>
                {how}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
