import { CheckCheck, Ellipsis, Pause, Play, RotateCw, Square } from 'lucide-react';
import { actOn, orThrow, pauseChecks } from '../../store/actions.ts';
import { inWords } from '../../store/failure.ts';
import { choose } from '../../store/selection.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { namesThatMay, originals, type ServerVerb } from '../../view/acts.ts';
import type { Group } from '../../view/groups.ts';
import { ActionButton } from '../action-button.tsx';
import { MenuButton } from '../menu-button.tsx';

interface Props {
  group: Group;
  /** counts that may not be true are not shown */
  known: boolean;
  /** why actions do nothing now */
  blocked: string | null;
}

/** What holds these servers together, and what can be done with all of them: also with those that a filter hides. */
export function GroupHead({ group, known, blocked }: Props) {
  const { title, file, up, all } = group;
  const members = originals(group.members);
  const names = (verb: ServerVerb) => namesThatMay(verb, members);
  const everyone = members.map(({ name }) => name);
  const unpaused = members.filter(({ paused }) => paused === null).map(({ name }) => name);
  const does = (verb: ServerVerb) => void actOn(verb, names(verb));
  // a card says nothing of its checks
  const doesChecks = (of: string[], pause: boolean) =>
    void orThrow(pauseChecks(of, pause)).catch((error: unknown) => toast(inWords(error), { tone: 'fail' }));
  const why = (verb: ServerVerb) => blocked ?? (names(verb).length > 0 ? null : t(verb === 'start' ? 'group.running' : 'group.idle'));
  return (
    <div className="gh">
      <h2>{title}</h2>
      {file !== null && <code className="trunc">{file}</code>}
      {known && <span className="count nowrap">{t('group.up', { up, all })}</span>}
      <span className="gh-acts">
        <ActionButton
          icon={RotateCw}
          name={t('group.restart', { group: title })}
          tip={t('group.restart', { group: title })}
          blocked={why('restart')}
          act={() => does('restart')}
        />
        <ActionButton
          icon={Square}
          name={t('group.stop', { group: title })}
          tip={t('group.stop', { group: title })}
          blocked={why('stop')}
          act={() => does('stop')}
        />
        <MenuButton
          className="ib s"
          name={t('group.more', { group: title })}
          tip={t('group.more', { group: title })}
          items={[
            { label: t('group.start'), icon: Play, blocked: why('start'), act: () => does('start') },
            unpaused.length > 0
              ? { label: t('act.pause-checks'), icon: Pause, blocked, act: () => doesChecks(unpaused, true) }
              : { label: t('act.resume-checks'), icon: Play, blocked, act: () => doesChecks(everyone, false) },
            { label: t('select.all'), icon: CheckCheck, act: () => choose(everyone) },
          ]}
        >
          <Ellipsis className="ic" size={15} aria-hidden="true" />
        </MenuButton>
      </span>
    </div>
  );
}
