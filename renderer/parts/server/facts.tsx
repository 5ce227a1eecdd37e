import type { ReactNode } from 'react';
import type { AnswerOf } from '../../../contract/routes/table.ts';
import type { ServerView } from '../../../contract/server.ts';
import { bytes, clientName, duration, percent, sentenceCase, when } from '../../../contract/words.ts';
import { t } from '../../text.ts';
import { homeOf, shortPath } from '../../view/groups.ts';
import { type Known, launchOf, policyOf } from '../../view/inspection.ts';
import { Prose } from '../prose.tsx';
import { ShowInFolder } from '../show-in-folder.tsx';
import { exitWords } from './exit-words.ts';
import { Relations } from './relations.tsx';

interface Props {
  view: ServerView;
  known: AnswerOf<'inspectServer'>;
  servers: readonly ServerView[];
  now: number;
}

/** What is true of it, in groups of name and value. */
export function Facts({ view, known, servers, now }: Props) {
  return (
    <>
      <Process view={view} known={known} home={homeOf(servers)} now={now} />
      <Supervision view={view} known={known} now={now} />
      <Relations view={view} servers={servers} />
      {view.auth !== null && <SignIn view={view} />}
      {view.trust !== null && <Trust view={view} />}
    </>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card blk">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** One name with its value; without a value it is left out. */
function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === false) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Process({ view, known, home, now }: { view: ServerView; known: Known; home: string | null; now: number }) {
  const launch = launchOf(known);
  const { command, executable, url, folder, env } = launch;
  return (
    <Group title={t('server.process')}>
      <dl className="kv">
        <Fact name={t('server.process.command')}>{command !== null && <code>{command}</code>}</Fact>
        <Fact name={t('server.process.found')}>
          {executable !== null && !command?.startsWith(executable) && <code>{shortPath(executable, home)}</code>}
        </Fact>
        <Fact name={t('server.process.url')}>{url !== null && <code>{url}</code>}</Fact>
        <Fact name={t('server.process.folder')}>
          {command !== null && (folder === null ? t('server.process.folder.usual') : <code>{shortPath(folder, home)}</code>)}
        </Fact>
        <Fact name={t('server.process.env')}>
          {env.length > 0 &&
            env.map(([key, value]) => (
              <code className="line" key={key}>
                {key}={value}
              </code>
            ))}
        </Fact>
        <Fact name={t('server.process.pid')}>{view.pid !== null && <span className="num">{view.pid}</span>}</Fact>
        <Fact name={t('server.process.up')}>
          {view.startedAt !== null && <span className="num">{duration(now - Date.parse(view.startedAt))}</span>}
        </Fact>
        <Fact name={t('server.process.use')}>
          {view.cpu !== null && (
            <span className="num">{t('server.process.use.value', { cpu: percent(view.cpu), memory: bytes(view.memory) })}</span>
          )}
        </Fact>
        <Fact name={t('server.process.last')}>
          {view.lastExit !== null && sentenceCase(`${exitWords(view.lastExit)}, ${when(Date.parse(view.lastExit.at), now)}`)}
        </Fact>
        <Fact name={t('server.process.port')}>{view.port}</Fact>
        <Fact name={t('server.process.protocol')}>{launch.protocol}</Fact>
        <Fact name={t('server.process.says')}>{launch.says}</Fact>
        <Fact name={t('server.tools')}>{view.tools}</Fact>
        <Fact name={t('server.process.source', { n: view.sources.length })}>
          {view.sources.length > 0 &&
            view.sources.map(({ client, file }) => (
              <span className="line" key={file}>
                {clientName(client)} <code>{shortPath(file, home)}</code> <ShowInFolder path={file} name={shortPath(file, home)} />
              </span>
            ))}
        </Fact>
      </dl>
    </Group>
  );
}

function Supervision({ view, known, now }: { view: ServerView; known: Known; now: number }) {
  const policy = policyOf(known);
  const { health } = view;
  const answered =
    health.latencyMs === null ? t('server.supervision.answers') : t('server.supervision.answered', { ms: Math.round(health.latencyMs) });
  const check = health.ok === true ? answered : t('server.supervision.failed', { reason: health.reason ?? '' });
  return (
    <Group title={t('server.supervision')}>
      <dl className="kv">
        <Fact name={t('server.supervision.restart')}>{policy.restart}</Fact>
        <Fact name={t('server.supervision.restarts')}>
          <span className="num">{view.restarts}</span>
        </Fact>
        <Fact name={t('server.supervision.health')}>{policy.checks}</Fact>
        <Fact name={t('server.supervision.now')}>
          {health.ok === null || health.checkedAt === null
            ? t('server.supervision.none')
            : `${sentenceCase(check)}, ${when(Date.parse(health.checkedAt), now)}`}
        </Fact>
        <Fact name={t('server.supervision.watch')}>{policy.watch.length > 0 && policy.watch.join(', ')}</Fact>
        <Fact name={t('server.supervision.start')}>
          {policy.autostart === null ? null : t(policy.autostart ? 'server.supervision.auto' : 'server.supervision.hand')}
        </Fact>
        <Fact name={t('server.isolation')}>{view.kind !== 'service' && t(`server.isolation.${view.isolation ?? 'shared'}`)}</Fact>
      </dl>
    </Group>
  );
}

function SignIn({ view: { auth } }: { view: ServerView }) {
  if (auth === null) return null;
  return (
    <Group title={t('server.auth')}>
      <p className="small">
        {t(`server.auth.${auth.state}`)}
        {auth.issuer !== null && ` ${t('server.auth.issuer', { issuer: auth.issuer })}`}
        {auth.keptIn !== null && `, ${t(`server.auth.${auth.keptIn}`)}`}
      </p>
    </Group>
  );
}

function Trust({ view: { name, trust } }: { view: ServerView }) {
  if (trust === null) return null;
  const parts = (['changed', 'suspicious', 'blocked'] as const).filter((part) => trust[part] > 0);
  return (
    <Group title={t('server.trust')}>
      <p className="small">{parts.map((part) => t(`server.trust.${part}`, { n: trust[part] })).join(', ')}</p>
      <p className="small t2">
        <Prose text={t('server.trust.next', { name })} />
      </p>
    </Group>
  );
}
