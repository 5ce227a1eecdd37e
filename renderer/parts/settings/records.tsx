import { bytes } from '../../../contract/words.ts';
import { t } from '../../text.ts';
import { Unread } from '../server/unread.tsx';
import { ConfigField } from './config-row.tsx';
import { useData } from './data.tsx';
import { Fact } from './fact.tsx';
import { Group } from './group.tsx';
import { Section } from './row.tsx';

const kinds = ['events', 'calls', 'alerts', 'metrics'] as const;

/** What is kept, for how long, how much it is and where. */
export function RecordSettings() {
  const { settings, short } = useData();
  const now = settings.value;
  return (
    <Section id="logs">
      <Unread resource={settings} />
      {now && (
        <>
          {now.storeTrouble !== null && <p className="banner warn">{t('set.records.trouble', { reason: now.storeTrouble })}</p>}
          <Group title={t('set.records.logs')}>
            <ConfigField id="logs.maxSize" path={['logs', 'maxSize']} />
            <ConfigField id="logs.keep" path={['logs', 'keep']} />
            <Fact
              id="logs.folder"
              value={short(now.folders.logs)}
              copy={now.folders.logs}
              folder
              more={t('set.records.size', { size: bytes(now.sizes.logs) })}
            />
          </Group>
          <Group title={t('set.records.record')}>
            {kinds.map((kind) => {
              const { days, rows } = now.kept[kind];
              const time = t('set.records.days', { n: days });
              return <Fact key={kind} id={`kept.${kind}`} value={rows === null ? time : t('set.records.most', { time, rows })} />;
            })}
            <Fact
              id="data.folder"
              value={short(now.folders.data)}
              copy={now.folders.data}
              folder
              more={t('set.records.size', { size: bytes(now.sizes.data) })}
            />
          </Group>
        </>
      )}
    </Section>
  );
}
