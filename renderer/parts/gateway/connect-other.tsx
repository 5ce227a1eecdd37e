import { type ReactNode, useState } from 'react';
import type { GatewayView } from '../../../contract/routes/gateway.ts';
import { t } from '../../text.ts';
import { CopyButton } from '../copy-button.tsx';
import { ProfileChoice } from './profile-choice.tsx';

/** What any client needs that Roundhouse does not know: a command, or an address with a token. Never the token itself. */
export function ConnectOther({ gateway, close }: { gateway: GatewayView; close(): void }) {
  const [profile, setProfile] = useState('default');
  const { command: program, args, env } = gateway.entry;
  const entry = { command: program, args: [...args, ...(profile === 'default' ? [] : ['--profile', profile])], env };
  const text = JSON.stringify({ mcpServers: { roundhouse: entry } }, null, 2);
  const url = gateway.profiles.find(({ name }) => name === profile)?.url ?? gateway.url;
  const command = `roundhouse clients token add my-client${profile === 'default' ? '' : ` --profile ${profile}`}`;
  return (
    <section className="cn-main" aria-label={t('connect.other')}>
      <div className="cn-body">
        <ProfileChoice profiles={gateway.profiles} chosen={profile} choose={setProfile} />
        <div>
          <h3>{t('connect.command')}</h3>
          <p className="t2">{t('connect.command.how')}</p>
          <Copied text={text} name={t('connect.copy.entry')}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
            <pre tabIndex={0}>{text}</pre>
          </Copied>
        </div>
        {url !== null && (
          <div>
            <h3>{t('connect.address')}</h3>
            <p className="t2">{t('connect.address.how')}</p>
            <Copied text={url} name={t('copy.gateway')}>
              <code>{url}</code>
            </Copied>
            <p className="t2">{t('connect.token.how')}</p>
            <Copied text={command} name={t('connect.copy.command')}>
              <code>{command}</code>
            </Copied>
          </div>
        )}
      </div>
      <footer>
        <button type="button" className="btn" onClick={close}>
          {t('connect.close')}
        </button>
      </footer>
    </section>
  );
}

function Copied({ text, name, children }: { text: string; name: string; children: ReactNode }) {
  return (
    <div className="cn-copy">
      {children}
      <CopyButton text={text} name={name} />
    </div>
  );
}
