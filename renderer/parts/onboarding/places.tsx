import { chooseOne } from '../../store/onboarding.ts';
import { t } from '../../text.ts';
import { shortPath } from '../../view/groups.ts';
import type { Place } from '../../view/onboarding.ts';
import { type Choices, isRead } from '../../view/onboarding-plan.ts';
import { Glyph } from '../glyph.tsx';

interface Props {
  places: readonly Place[];
  choices: Choices;
  home: string | null;
}

/** Where servers are written down, each with whether it is read; a file that cannot be read says where and why. */
export function Places({ places, choices, home }: Props) {
  return (
    <ul className="card ob-places">
      {places.map((place) => {
        const { client, title, files, servers, read } = place;
        return (
          <li key={client}>
            {read === null ? (
              <span />
            ) : (
              <input
                type="checkbox"
                className="check"
                aria-label={t('onboarding.place.read', { title })}
                checked={isRead(place, choices)}
                onChange={(event) => chooseOne('sources', client, event.target.checked)}
              />
            )}
            <b>{title}</b>
            <span className="ob-count">
              {(servers > 0 || files.every(({ problem }) => problem === null)) && t('onboarding.servers', { n: servers })}
            </span>
            {files.map(({ file, problem }) => (
              <div className="ob-file" key={file}>
                <code className="trunc" title={file}>
                  {shortPath(file, home)}
                </code>
                {problem && (
                  <span className="ob-why">
                    <Glyph name="degraded" tone="warn" />
                    <span>
                      {problem.line === null
                        ? t('onboarding.place.bad.file', { message: problem.message })
                        : t('onboarding.place.bad', { line: String(problem.line), message: problem.message })}
                    </span>
                  </span>
                )}
              </div>
            ))}
          </li>
        );
      })}
    </ul>
  );
}
