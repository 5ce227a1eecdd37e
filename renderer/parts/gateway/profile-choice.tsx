import { useId } from 'react';
import type { GatewayProfile } from '../../../contract/routes/gateway.ts';
import { t } from '../../text.ts';

interface Props {
  profiles: readonly GatewayProfile[];
  chosen: string;
  choose(name: string): void;
}

/** Which profile a client gets, with what that means for it. */
export function ProfileChoice({ profiles, chosen, choose }: Props) {
  const id = useId();
  const profile = profiles.find(({ name }) => name === chosen);
  return (
    <div className="cn-profile">
      <label htmlFor={id}>{t('gateway.profile')}</label>
      <select id={id} className="select" value={chosen} onChange={(event) => choose(event.target.value)}>
        {profiles.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
        {!profile && <option>{chosen}</option>}
      </select>
      {profile && (
        <span className="t3 small">
          {t('connect.profile.cost', {
            tools: t('gateway.tools', { n: profile.tools[profile.surface] }),
            tokens: profile.tokens[profile.surface],
          })}
        </span>
      )}
    </div>
  );
}
