import { pageStore } from '../../store/engine.ts';
import { useStore } from '../../store/page-state.ts';
import { t } from '../../text.ts';
import { valueAt, wordsOf } from '../../view/setting-values.ts';
import { type SettingId, sourceIds } from '../../view/settings-index.ts';
import { Prose } from '../prose.tsx';
import { Unread } from '../server/unread.tsx';
import { ShowInFolder } from '../show-in-folder.tsx';
import { ConfigChoice, ConfigSwitch } from './config-row.tsx';
import { useData } from './data.tsx';
import { Fact } from './fact.tsx';
import { Group } from './group.tsx';
import { Section } from './row.tsx';

/** Which files servers come from, how each is, and the own config. */
export function ConfigFileSettings() {
  const { config, short } = useData();
  const said = config.value;
  const projects = said && valueAt(said.values, ['sources', 'projects']);
  return (
    <Section id="config">
      <Unread resource={config} />
      {said && (
        <>
          <div className="card set-card">
            <Fact id="config.own" value={short(said.path)} copy={said.path} folder note={<Files client="roundhouse" bare />} />
            <ConfigChoice
              id="config.trust"
              path={['trust']}
              options={(['auto', 'ask'] as const).map((value) => ({ value, text: t(`set.trust.${value}`) }))}
            />
          </div>
          <Group title={t('set.sources')}>
            {sourceIds.map((client) => (
              <ConfigSwitch
                key={client}
                id={`sources.${client}` as SettingId}
                path={['sources', client]}
                usual
                note={<Files client={client} />}
              />
            ))}
            <Fact
              id="sources.projects"
              value={
                Array.isArray(projects) && projects.length > 0 ? projects.map((each) => short(wordsOf(each))).join(', ') : t('set.none')
              }
            />
          </Group>
        </>
      )}
    </Section>
  );
}

/** The files of one client: fine, not there, or what is wrong and where; `bare` where the path stands beside it. */
function Files({ client, bare = false }: { client: string; bare?: boolean }) {
  const { config, short } = useData();
  const problems = useStore(pageStore, ({ snapshot }) => snapshot?.problems);
  const files = config.value?.files.filter((file) => file.client === client) ?? [];
  if (files.length === 0) return null;
  return (
    <ul className="set-files">
      {files.map(({ file, exists, ok }) => {
        const wrong = (problems ?? []).filter((problem) => problem.file === file);
        return (
          <li key={file}>
            {bare ? (
              !exists && <p>{t('set.file.new')}</p>
            ) : (
              <>
                <code>{short(file)}</code> <span className="t3 small">{t(`set.file.${!exists ? 'missing' : ok ? 'ok' : 'bad'}`)}</span>
                {exists && <ShowInFolder path={file} name={short(file)} />}
              </>
            )}
            {wrong.map(({ line, message, next, level }) => (
              <p key={`${line} ${message}`} className={level === 'warning' ? 'set-doubt' : 'set-wrong'}>
                {line === null ? message : t('set.file.at', { line: String(line), message })}
                {next !== null && (
                  <>
                    {' '}
                    <Prose text={next} />
                  </>
                )}
              </p>
            ))}
          </li>
        );
      })}
    </ul>
  );
}
