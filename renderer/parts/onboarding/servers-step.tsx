import { bytes, nothing } from '../../../contract/words.ts';
import { chooseOne } from '../../store/onboarding.ts';
import { t } from '../../text.ts';
import type { Clash, Found } from '../../view/onboarding.ts';
import { type Choices, isChosen, isKept } from '../../view/onboarding-plan.ts';
import { ClashBox } from './clash-box.tsx';
import { LookInFolder } from './look-in-folder.tsx';
import { Places } from './places.tsx';
import { Title } from './title.tsx';
import type { Machine } from './use-machine.ts';

interface Props {
  machine: Machine;
  choices: Choices;
}

/** What was found on this machine, and where: which files are read, and which servers are supervised. */
export function ServersStep({ machine, choices }: Props) {
  const { places, found, clashes, home, copies } = machine;
  const named = places.filter((place) => place.servers > 0).length;
  const kept = (one: Found) => isKept(one, places, choices);
  const runs = found.filter((one) => kept(one) && isChosen(one, choices));
  return (
    <>
      <Title>
        {found.length === 0
          ? t('onboarding.none')
          : t('onboarding.found', {
              servers: t('onboarding.servers', { n: found.length }),
              places: t('onboarding.places', { n: named }),
            })}
      </Title>
      <p className="ob-lead">{found.length === 0 ? t('onboarding.none.more') : `${leadOf(machine)} ${t('onboarding.nothing-yet')}`}</p>
      <div className="ob-cols">
        {places.length > 0 && (
          <section aria-labelledby="ob-places">
            <h2 id="ob-places">{t('onboarding.places.title')}</h2>
            <Places places={places} choices={choices} home={home} />
            <LookInFolder home={home} />
          </section>
        )}
        {found.length > 0 && (
          <section aria-labelledby="ob-servers">
            <h2 id="ob-servers">
              {t('onboarding.supervised')}
              <span className="count">{t('onboarding.supervised.of', { n: runs.length, all: found.length })}</span>
            </h2>
            <div className="card ob-card">
              {clashes.map((clash) => (
                <ClashBox key={clash.name} clash={clash} chosen={chosenOf(clash, runs)} choices={choices} home={home} />
              ))}
              <table className="ob-servers">
                <thead>
                  <tr>
                    <td />
                    <th scope="col">{t('onboarding.server')}</th>
                    <th scope="col">{t('onboarding.found-in')}</th>
                    {copies && (
                      <th scope="col" className="r">
                        {t('onboarding.copies-now')}
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {found.map((one) => (
                    <Row
                      key={one.name}
                      one={one}
                      kept={kept(one)}
                      chosen={isChosen(one, choices)}
                      copies={copies && (copies.get(one.name)?.n ?? 0)}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          </section>
        )}
      </div>
    </>
  );
}

const chosenOf = ({ options }: Clash, runs: readonly Found[]) =>
  new Set(options.map(({ name }) => name).filter((name) => runs.some((one) => one.name === name)));

function leadOf({ copies, watchOnly }: Machine): string {
  const all = [...(copies?.values() ?? [])];
  const n = all.reduce((sum, each) => sum + each.n, 0);
  if (n > 0) return t('onboarding.copies', { n, memory: bytes(all.reduce((sum, each) => sum + each.memory, 0)) });
  return t(watchOnly ? 'onboarding.watching' : 'onboarding.once');
}

function Row({ one, kept, chosen, copies }: { one: Found; kept: boolean; chosen: boolean; copies: number | null }) {
  const { name, tags } = one;
  const waiting = kept ? one.waiting : null;
  return (
    <>
      <tr className={[!(kept && chosen) && 'off', waiting !== null && 'ob-split'].filter(Boolean).join(' ') || undefined}>
        <td>
          <input
            type="checkbox"
            className="check"
            aria-label={t('onboarding.run', { name })}
            checked={kept && chosen}
            disabled={!kept}
            onChange={(event) => chooseOne('servers', name, event.target.checked)}
          />
        </td>
        <td className="ob-name">
          {name}
          {!kept && <small>{t('onboarding.unread')}</small>}
        </td>
        <td>
          <span className="ob-tags">
            {tags.map((tag) => (
              <span className="tag" key={tag}>
                {tag}
              </span>
            ))}
          </span>
        </td>
        {copies !== null && (
          <td className={`r num${copies > 1 ? ' t-warn med' : copies === 0 ? ' t3' : ''}`}>{copies === 0 ? nothing : copies}</td>
        )}
      </tr>
      {waiting !== null && (
        <tr>
          <td />
          <td className="ob-more" colSpan={copies === null ? 2 : 3}>
            {t('onboarding.waiting')} <code>{waiting}</code>
          </td>
        </tr>
      )}
    </>
  );
}
