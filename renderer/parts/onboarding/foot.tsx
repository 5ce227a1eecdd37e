import { type ReactNode, useState } from 'react';
import { hrefOf } from '../../route.ts';
import { client, pageStore } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { carryOut, choicesStore, choose, doingStore, goOn } from '../../store/onboarding.ts';
import { useStore } from '../../store/page-state.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { secretsIn } from '../../view/onboarding.ts';
import { isChosen, isKept, type Step, tasksOf } from '../../view/onboarding-plan.ts';
import type { Machine } from './use-machine.ts';

const goTo = (step: Step) => {
  location.hash = hrefOf('onboarding', { step });
};
const leave = () => {
  location.hash = hrefOf('overview');
};

interface FootProps {
  step: Step;
  machine: Machine;
  /** why nothing can be done now */
  blocked: string | null;
}

/** What can be done at each step. */
export function Foot({ step, machine, blocked }: FootProps) {
  const choices = useStore(choicesStore, (value) => value);
  const doing = useStore(doingStore, (value) => value);
  const tasks = tasksOf(machine, choices);
  switch (step) {
    case '1':
      return <FirstFoot machine={machine} blocked={blocked} />;
    case '2':
      return (
        <>
          <Back to="1" />
          <p className="ob-note">{machine.clients.length > 0 && t('onboarding.backups')}</p>
          {machine.clients.length > 0 && (
            <Button
              act={() => {
                // as they are: who is linked stays so
                choose({ clients: Object.fromEntries(machine.clients.map((view) => [view.client, view.linked])) });
                goTo('3');
              }}
            >
              {t('onboarding.skip')}
            </Button>
          )}
          <Button primary act={() => goTo('3')}>
            {t('onboarding.continue')}
          </Button>
        </>
      );
    case '3': {
      const failed = doing?.some(({ state }) => state === 'failed');
      const busy = doing?.some(({ state }) => state === 'doing' || state === 'waiting');
      return (
        <>
          {(!doing || failed) && <Back to="2" />}
          <p className="ob-note" />
          {failed && !busy && (
            <Button act={() => void goOn(machine.previews)} blocked={blocked}>
              {t('onboarding.retry')}
            </Button>
          )}
          {doing ? (
            <Button primary act={leave}>
              {t('onboarding.overview')}
            </Button>
          ) : (
            <Button primary act={() => void carryOut(tasks, machine.previews)} blocked={blocked}>
              {machine.watchOnly
                ? t('onboarding.start', {
                    n: machine.found.filter((one) => isChosen(one, choices) && isKept(one, machine.places, choices)).length,
                  })
                : tasks.length > 0
                  ? t('onboarding.apply', { n: tasks.length })
                  : t('onboarding.finish')}
            </Button>
          )}
        </>
      );
    }
  }
}

function FirstFoot({ machine, blocked }: Omit<FootProps, 'step'>) {
  const [stopping, setStopping] = useState(false);
  const secrets = secretsIn(machine.config);
  const watch = async () => {
    setStopping(true);
    await onlyWatch(machine);
    setStopping(false);
  };
  return (
    <>
      <p className="ob-note" role="status">
        {stopping ? t('onboarding.stopping') : secrets > 0 && t('onboarding.secrets', { n: secrets })}
      </p>
      <Button act={() => void watch()} blocked={stopping ? t('onboarding.stopping') : blocked}>
        {t('onboarding.watch')}
      </Button>
      <Button primary act={() => goTo('2')}>
        {t('onboarding.continue')}
      </Button>
    </>
  );
}

const Back = ({ to }: { to: Step }) => (
  <button type="button" className="btn ob-b ghost" onClick={() => goTo(to)}>
    {t('onboarding.back')}
  </button>
);

interface ButtonProps {
  act(): void;
  primary?: boolean;
  blocked?: string | null;
  children: ReactNode;
}

function Button({ act, primary, blocked = null, children }: ButtonProps) {
  return (
    <button
      type="button"
      className={`btn ob-b${primary ? ' pri' : ''}`}
      aria-disabled={blocked === null ? undefined : true}
      title={blocked ?? undefined}
      onClick={() => blocked === null && act()}
    >
      {children}
    </button>
  );
}

/** The one choice that is carried out at once: it is what somebody wants who does not go on. */
async function onlyWatch({ found }: Machine): Promise<void> {
  const before = pageStore.get().snapshot?.engine.watchOnly ?? false;
  const up = new Set(
    pageStore
      .get()
      .snapshot?.servers.filter(({ wanted }) => wanted === 'up')
      .map(({ name }) => name),
  );
  try {
    await client.finishOnboarding({ watchOnly: true });
    const n = found.filter(({ name, on }) => on && up.has(name)).length;
    toast(
      t('onboarding.watch.done', { n }),
      before ? {} : { undo: async () => void (await client.finishOnboarding({ watchOnly: false })) },
    );
    leave();
  } catch (error) {
    toast(inWords(error), { tone: 'fail' });
  }
}
