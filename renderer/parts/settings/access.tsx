import { LogOut } from 'lucide-react';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { ActionButton } from '../action-button.tsx';
import { useData } from './data.tsx';
import { Fact } from './fact.tsx';
import { Row, Section } from './row.tsx';
import { titleOf } from './words.ts';

/** Who may come in. */
export function AccessSettings() {
  const { settings, blocked, short } = useData();
  const signOut = () =>
    client.logout({}).then(
      // the engine answers with the page that says how to sign in again
      () => location.reload(),
      (error: unknown) => toast(t('set.not-changed', { what: titleOf('access.session'), reason: inWords(error) }), { tone: 'fail' }),
    );
  const now = settings.value;
  return (
    <Section id="access">
      <div className="card set-card">
        <Row id="access.session">
          <ActionButton icon={LogOut} name={t('set.access.sign-out')} blocked={blocked} act={() => void signOut()}>
            {t('set.access.sign-out')}
          </ActionButton>
        </Row>
        {now && <Fact id="access.token" value={short(now.tokenFile)} copy={now.tokenFile} />}
        {now && <Fact id="access.hosts" value={now.http.allowedHosts.join(', ') || t('set.access.hosts.none')} />}
      </div>
    </Section>
  );
}
