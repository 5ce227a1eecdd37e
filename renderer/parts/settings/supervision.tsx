import { t } from '../../text.ts';
import type { SettingId } from '../../view/settings-index.ts';
import { Unread } from '../server/unread.tsx';
import { ConfigChoice, ConfigField } from './config-row.tsx';
import { useData } from './data.tsx';
import { Group } from './group.tsx';
import { Section } from './row.tsx';

/** What holds for every server that says nothing else itself: `defaults` of the own config. */
export function SupervisionSettings() {
  const { config } = useData();
  return (
    <Section id="supervision">
      <Unread resource={config} />
      {config.value && (
        <>
          <p className="set-lead">{t('set.supervision.lead')}</p>
          <Group title={t('set.supervision.restart')}>
            <Choice id="restart.policy" words={['on-failure', 'always', 'never']} />
            <Field id="restart.max" />
            <Field id="restart.resetAfter" />
            <Field id="restart.backoff.initial" />
            <Field id="restart.backoff.factor" />
            <Field id="restart.backoff.max" />
            <Field id="restart.backoff.jitter" />
          </Group>
          <Group title={t('set.supervision.health')}>
            <Field id="health.interval" />
            <Field id="health.timeout" />
            <Field id="health.failures" />
          </Group>
          <Group title={t('set.supervision.limits')}>
            <Field id="limits.cpu" />
            <Field id="limits.memory" />
            <Choice id="limits.action" words={['warn', 'restart']} />
          </Group>
          <Group title={t('set.supervision.process')}>
            <Field id="start.timeout" />
            <Field id="stop.grace" />
            <Field id="idle" />
            <Choice id="isolation" words={['shared', 'per-client', 'per-workspace', 'exclusive']} />
          </Group>
        </>
      )}
    </Section>
  );
}

const pathOf = (id: SettingId): string[] => ['defaults', ...id.split('.')];

const Field = ({ id }: { id: SettingId }) => <ConfigField id={id} path={pathOf(id)} />;

function Choice<
  Word extends 'on-failure' | 'always' | 'never' | 'warn' | 'restart' | 'shared' | 'per-client' | 'per-workspace' | 'exclusive',
>({ id, words }: { id: SettingId; words: readonly Word[] }) {
  return <ConfigChoice id={id} path={pathOf(id)} options={words.map((value) => ({ value, text: t(`set.is.${value}`) }))} />;
}
