import { FileCog } from 'lucide-react';
import type { ServerView } from '../../../contract/server.ts';
import { client } from '../../store/engine.ts';
import { useResource } from '../../store/resource.ts';
import { t } from '../../text.ts';
import { configRows } from '../../view/config-rows.ts';
import { homeOf, shortPath } from '../../view/groups.ts';
import { Unread } from './unread.tsx';

/** What it runs with, each value with the file and line that says so. The files are edited where they are. */
export function ConfigTab({ view, servers }: { view: ServerView; servers: readonly ServerView[] }) {
  const read = useResource(
    'config',
    (signal) => client.config({}, { signal }),
    (event) => event.type.startsWith('config.') || event.type === 'server.updated',
  );
  if (read.value === null) return <Unread resource={read} />;
  // a copy is written nowhere: it has what it is a copy of
  const name = view.instanceOf ?? view.name;
  const home = homeOf(servers);
  const rows = configRows(read.value, name, view.kind === 'service');
  const file = view.sources[0]?.file;
  return (
    <>
      <Unread resource={read} />
      <div className="change how">
        <FileCog size={14} aria-hidden="true" />
        <div>
          {file !== undefined && <p>{t('server.config.file', { file: shortPath(file, home) })}</p>}
          <p className="t2 small">{t('server.config.own', { file: shortPath(read.value.path, home), name })}</p>
        </div>
      </div>
      {rows.length === 0 ? (
        <p className="quiet">{t('server.config.none', { name })}</p>
      ) : (
        <div className="card cfg">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('server.config.setting')}</th>
                <th scope="col">{t('server.config.value')}</th>
                <th scope="col">{t('server.config.from')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ path, value, from }) => (
                <tr key={path}>
                  <th scope="row">
                    <code>{path}</code>
                  </th>
                  <td>
                    <code>{value}</code>
                  </td>
                  <td className={from === null ? 't3' : undefined}>
                    {from === null
                      ? t('server.config.usual')
                      : from.line === null
                        ? shortPath(from.file, home)
                        : t('problem.where', { file: shortPath(from.file, home), line: String(from.line) })}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
