import { useId } from 'react';
import { bytes } from '../../../contract/words.ts';
import { pageStore } from '../../store/engine.ts';
import { choose } from '../../store/onboarding.ts';
import { useStore } from '../../store/page-state.ts';
import { t } from '../../text.ts';
import { recordOf } from '../../view/inspection.ts';
import { type Choices, restartNow, sleepNow, type Task } from '../../view/onboarding-plan.ts';
import { Switch } from '../settings/switch.tsx';
import { taskDetail, taskWords } from './task-words.ts';
import { Title } from './title.tsx';
import type { Machine } from './use-machine.ts';

interface Props {
  machine: Machine;
  choices: Choices;
  tasks: readonly Task[];
}

/** How servers are kept, and what the button at the foot is going to do. */
export function RunningStep({ machine, choices, tasks }: Props) {
  const { config, home } = machine;
  const id = useId();
  const memory = useStore(pageStore, ({ snapshot }) => snapshot?.servers.reduce((sum, view) => sum + (view.memory ?? 0), 0) ?? 0);
  const sleep = choices.sleep ?? sleepNow(config);
  const option = (chosen: boolean, title: string, more: string) => (
    <label className="ob-pick">
      <input type="radio" className="radio" name={id} checked={sleep === chosen} onChange={() => choose({ sleep: chosen })} />
      <b>{title}</b>
      <p>{more}</p>
    </label>
  );
  return (
    <div className="ob-narrow">
      <Title>{t('onboarding.keep')}</Title>
      <p className="ob-lead">{t('onboarding.keep.more')}</p>
      <fieldset className="ob-picks">
        <legend className="sr">{t('onboarding.when')}</legend>
        {option(
          false,
          t('onboarding.when.always'),
          memory > 0 ? t('onboarding.when.always.memory', { memory: bytes(memory) }) : t('onboarding.when.always.more'),
        )}
        {option(true, t('onboarding.when.sleep'), t('onboarding.when.sleep.more'))}
      </fieldset>
      <div className="card">
        <div className="ob-opt">
          <b>{t('onboarding.restart')}</b>
          <Switch name={t('onboarding.restart')} on={choices.restart ?? restartNow(config)} turn={(restart) => choose({ restart })} />
          <p>{restartWords(config)}</p>
        </div>
      </div>
      <section aria-labelledby="ob-will">
        <h2 id="ob-will">{t('onboarding.will')}</h2>
        {tasks.length === 0 ? (
          <p className="t2">{t('onboarding.will.nothing')}</p>
        ) : (
          <ol className="card ob-tasks">
            {tasks.map((task) => (
              <li key={JSON.stringify(task)}>
                <span>
                  {taskWords(task, config.path, home)}
                  <small>{taskDetail(task)}</small>
                </span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

function restartWords({ defaults }: Machine['config']): string {
  const { max } = recordOf(defaults.servers.restart);
  return max === 'unlimited' ? t('onboarding.restart.forever') : t('onboarding.restart.more', { n: Number(max) });
}
