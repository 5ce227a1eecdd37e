import type { ClientPreview, ClientView } from '../../../contract/routes/clients.ts';
import { replaceQuery } from '../../route.ts';
import { chooseOne } from '../../store/onboarding.ts';
import { t } from '../../text.ts';
import { shortPath } from '../../view/groups.ts';
import { type Choices, isLinkWanted } from '../../view/onboarding-plan.ts';
import { Diff } from '../diff.tsx';
import { Prose } from '../prose.tsx';
import { Switch } from '../settings/switch.tsx';
import { Title } from './title.tsx';
import type { Machine } from './use-machine.ts';

interface Props {
  machine: Machine;
  choices: Choices;
  /** whose change is shown */
  shown: string | null;
}

/** Which clients get the gateway in place of their own list; each change is shown before it is made. */
export function ClientsStep({ machine, choices, shown }: Props) {
  const { clients, previews, refused, home } = machine;
  const current = clients.find((view) => view.client === shown) ?? clients.find((view) => previews.has(view.client)) ?? clients[0];
  const preview = current && previews.get(current.client);
  const reason = current && refused.get(current.client);
  return (
    <>
      <Title>{t('onboarding.share')}</Title>
      <p className="ob-lead">{clients.length === 0 ? t('onboarding.share.none') : t('onboarding.share.more')}</p>
      {current && (
        <div className="ob-cols even">
          <ul className="card ob-clients">
            {clients.map((view) => {
              const { client, title } = view;
              return (
                <li key={client}>
                  <span className="ob-mark" aria-hidden="true">
                    {initialsOf(title)}
                  </span>
                  <span>
                    <b className="med">{title}</b>
                    <small>{reasonOf(view, machine) ?? wordsOf(view, previews.get(client), home)}</small>
                  </span>
                  <button
                    type="button"
                    className="btn s"
                    aria-label={t('onboarding.preview.of', { title })}
                    aria-pressed={view === current}
                    onClick={() => replaceQuery('onboarding', { step: '2', client })}
                  >
                    {t('onboarding.preview')}
                  </button>
                  <Switch
                    name={t('onboarding.link', { title })}
                    on={isLinkWanted(view, machine, choices)}
                    blocked={refused.get(client) ?? null}
                    turn={(on) => chooseOne('clients', client, on)}
                  />
                </li>
              );
            })}
          </ul>
          <section className="ob-preview" aria-labelledby="ob-preview">
            <h2 id="ob-preview">
              {t(current.linked ? 'onboarding.preview.title.unlink' : 'onboarding.preview.title', { title: current.title })}
            </h2>
            {reason && <p className="t2">{reason}</p>}
            {preview && <Preview preview={preview} home={home} />}
          </section>
        </div>
      )}
    </>
  );
}

function Preview({ preview: { changes, stays, notes }, home }: { preview: ClientPreview; home: string | null }) {
  return (
    <>
      {changes.length === 0 && <p className="t2">{t('onboarding.preview.none')}</p>}
      {changes.map(({ file, diff, does }) => (
        <Diff key={file} text={diff} file={shortPath(file, home)} does={does} />
      ))}
      {(stays.length > 0 || notes.length > 0) && (
        <ul className="ob-notes">
          {stays.map(({ name, reason }) => (
            <li key={name}>{t('onboarding.stays', { name, reason })}</li>
          ))}
          {notes.map((note) => (
            <li key={note}>
              <Prose text={note} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function wordsOf({ file, linked, servers }: ClientView, preview: ClientPreview | undefined, home: string | null): string {
  const path = shortPath(file, home);
  if (linked) return `${path}, ${t('onboarding.linked')}`;
  const moves = preview?.moves.length ?? servers.length;
  if (moves === 0) return `${path}, ${t('onboarding.gets')}`;
  return `${path}, ${moves < servers.length ? t('onboarding.become.some', { moves, all: servers.length }) : t('onboarding.become', { n: moves })}`;
}

/** Why it cannot be linked: where its file is broken is said on the first step. */
function reasonOf({ client, file }: ClientView, { places, refused, home }: Machine): string | null {
  const problem = places.flatMap((place) => place.files).find((each) => each.file === file)?.problem;
  const reason = refused.get(client);
  if (reason === undefined) return null;
  return problem?.line ? `${shortPath(file, home)}, ${t('onboarding.file.bad', { line: String(problem.line) })}` : reason;
}

/** CC for Claude Code, VS for VS Code, Cu for Cursor */
function initialsOf(title: string): string {
  const [first = '', second] = title.split(' ');
  if (second === undefined || first === first.toUpperCase()) return first.slice(0, 2);
  return `${first[0]}${second[0]}`;
}
