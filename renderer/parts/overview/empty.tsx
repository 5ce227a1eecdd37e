import '../../styles/empty-home.css';
import { Search } from 'lucide-react';
import { clientName, sentenceCase } from '../../../contract/words.ts';
import { hrefOf } from '../../route.ts';
import { type ConfigView, useConfig } from '../../store/config.ts';
import { t } from '../../text.ts';
import { homeIn, shortPath } from '../../view/groups.ts';
import { AddServer } from '../add-server.tsx';
import { Prose } from '../prose.tsx';

/** No server is known: what was looked for and where, and how to have one. */
export function Empty() {
  const files = useConfig().value?.files ?? [];
  const home = homeIn(files);
  return (
    <div className="empty">
      <h2>{t('empty.title')}</h2>
      <p>
        <Prose text={t('empty.where')} />
      </p>
      <div className="empty-acts">
        <a className="btn pri" href={hrefOf('onboarding')}>
          <Search className="ic" size={14} aria-hidden="true" />
          {t('empty.look')}
        </a>
        <AddServer plain />
      </div>
      <p className="small t3">
        {t('empty.how')} <code>{t('empty.command')}</code>
      </p>
      {files.length > 0 && (
        <section className="card looked" aria-label={t('empty.files')}>
          <h3 className="small t3">{t('empty.files')}</h3>
          <ul>
            {files.map(({ client, file, exists, ok }) => (
              <li key={`${client} ${file}`}>
                <code className="trunc" title={file}>
                  {shortPath(file, home)}
                </code>
                <span className="t3 small">{sentenceCase(clientName(client))}</span>
                <span className={`small nowrap ${exists && !ok ? 't-fail' : 't3'}`}>{t(stateOf({ exists, ok }))}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function stateOf({ exists, ok }: Pick<ConfigView['files'][number], 'exists' | 'ok'>) {
  if (!exists) return 'empty.file.none';
  return ok ? 'empty.file.empty' : 'empty.file.broken';
}
