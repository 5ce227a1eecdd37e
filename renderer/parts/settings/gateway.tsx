import type { GatewayProfile } from '../../../contract/routes/gateway.ts';
import { surfaces } from '../../../contract/surface.ts';
import { client, pageStore } from '../../store/engine.ts';
import { useStore } from '../../store/page-state.ts';
import { useResource } from '../../store/resource.ts';
import { t } from '../../text.ts';
import { originOf } from '../../view/setting-values.ts';
import { Unread } from '../server/unread.tsx';
import { ConfigSwitch, onOff } from './config-row.tsx';
import { useData } from './data.tsx';
import { Fact } from './fact.tsx';
import { Group } from './group.tsx';
import { Row, Section } from './row.tsx';
import { Seg } from './seg.tsx';
import { Switch } from './switch.tsx';
import { TokenSettings } from './tokens.tsx';
import { useChange } from './use-change.ts';

/** these are as they are; others are written into the own config */
const builtIn = ['default', 'ops'];

export function GatewaySettings() {
  const { config, settings, short } = useData();
  const url = useStore(pageStore, ({ snapshot }) => snapshot?.engine.url ?? null);
  const gateway = useResource(
    'settings gateway',
    (signal) => client.gateway({}, { signal }),
    ({ type }) => type.startsWith('config.'),
  );
  const own = gateway.value?.profiles.filter(({ name }) => !builtIn.includes(name)) ?? [];
  const origin = config.value && (originOf(config.value, ['http', 'port']) ?? originOf(config.value, ['http', 'host']));
  return (
    <Section id="gateway">
      <Unread resource={gateway} />
      <div className="card set-card">
        {url !== null && <Fact id="gateway.address" value={`${url}/mcp`} copy={`${url}/mcp`} />}
        {url !== null && <Fact id="gateway.ops" value={`${url}/mcp/p/ops`} copy={`${url}/mcp/p/ops`} />}
        {settings.value && (
          <Fact
            id="gateway.http"
            value={`${settings.value.http.host}:${settings.value.http.port ?? t('set.gateway.http.any')}`}
            more={t('set.more.from', {
              more: t('set.gateway.http.restart'),
              from: origin ? t('problem.where', { file: short(origin.file), line: String(origin.line ?? 1) }) : t('set.from.default'),
            })}
          />
        )}
        {config.value && <ConfigSwitch id="gateway.record" path={['gateway', 'record', 'arguments']} usual={false} />}
      </div>
      {gateway.value && (
        <Group title={t('set.gateway.profiles.title')}>
          {own.length === 0 && <Row id="gateway.profiles" title={t('set.none')} more={t('set.gateway.profiles.none')} />}
          {own.map((profile) => (
            <Profile key={profile.name} profile={profile} />
          ))}
        </Group>
      )}
      <TokenSettings profiles={gateway.value?.profiles.map(({ name }) => name) ?? []} />
    </Section>
  );
}

function Profile({ profile }: { profile: GatewayProfile }) {
  const { blocked } = useData();
  const { name } = profile;
  const path = ['gateway', 'profiles', name];
  const manages = t('set.gateway.manages', { name });
  const shows = t('set.gateway.shows', { name });
  const management = useChange([...path, 'management'], manages, onOff);
  const surface = useChange([...path, 'surface'], shows, (value) => t(`set.surface.${value === 'lazy' ? 'lazy' : 'full'}`));
  return (
    <Row id="gateway.profiles" of={name} title={name} wrong={management.wrong ?? surface.wrong}>
      <Seg
        label={shows}
        options={surfaces.map((value) => ({ value, text: t(`set.surface.${value}`) }))}
        value={surface.value === 'lazy' ? 'lazy' : 'full'}
        blocked={blocked}
        choose={surface.save}
      />
      <span className="set-with">
        <span aria-hidden="true">{t('set.gateway.management')}</span>
        <Switch name={manages} on={management.value === true} blocked={blocked} turn={management.save} />
      </span>
    </Row>
  );
}
