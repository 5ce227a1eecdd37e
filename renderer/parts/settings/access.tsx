import { LogOut } from 'lucide-react';
import type { BrowserSession } from '../../../contract/routes/access.ts';
import { when } from '../../../contract/words.ts';
import { desktop } from '../../store/desktop.ts';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { useNow } from '../../store/now.ts';
import { useResource } from '../../store/resource.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { browserName } from '../../view/browser-name.ts';
import { ActionButton } from '../action-button.tsx';
import { Unread } from '../server/unread.tsx';
import { useData } from './data.tsx';
import { Fact } from './fact.tsx';
import { Group } from './group.tsx';
import { Row, Section } from './row.tsx';

/** Who may come in. */
export function AccessSettings() {
  const { settings, short } = useData();
  const now = settings.value;
  // nothing tells of a browser that signs in: the list is as it was when the page was opened, and after each change made here
  const sessions = useResource(
    'browser sessions',
    (signal) => client.browserSessions({}, { signal }),
    () => false,
  );
  return (
    <Section id="access">
      <Unread resource={sessions} />
      <Group title={t(desktop === null ? 'set.access.browsers' : 'set.access.all')}>
        {desktop !== null && <Row id="access.session" title={t('set.access.app')} />}
        {sessions.value?.map((session) => (
          <Browser key={session.id} session={session} again={sessions.again} />
        ))}
      </Group>
      <Group title={t('set.access.machine')}>
        {now && <Fact id="access.token" value={short(now.tokenFile)} copy={now.tokenFile} />}
        {now && <Fact id="access.hosts" value={now.http.allowedHosts.join(', ') || t('set.access.hosts.none')} />}
      </Group>
    </Section>
  );
}

function Browser({ session, again }: { session: BrowserSession; again(): void }) {
  const { blocked } = useData();
  const now = useNow();
  const { id, here, agent, signedInAt, lastSeenAt } = session;
  const known = browserName(agent);
  const name =
    known === null ? t('set.access.unknown') : known.system === null ? known.browser : t('set.access.on', known as Record<string, string>);
  const title = here ? t('set.access.here', { name }) : name;
  const signOut = () =>
    (here ? client.logout({}) : client.endBrowserSession({ session: id })).then(
      // the engine answers with the page that says how to sign in again
      () => (here ? location.reload() : again()),
      (error: unknown) => toast(t('set.not-changed', { what: title, reason: inWords(error) }), { tone: 'fail' }),
    );
  const times = t('set.access.times', { since: when(Date.parse(signedInAt), now), seen: when(Date.parse(lastSeenAt), now) });
  return (
    <Row id="access.session" of={here ? undefined : id} title={title} more={here ? t('set.access.session.more') : times}>
      <ActionButton icon={LogOut} name={t('set.access.sign-out.of', { name: title })} blocked={blocked} act={() => void signOut()}>
        {t('set.access.sign-out')}
      </ActionButton>
    </Row>
  );
}
