// The set-up: a frame of its own, as it is about the machine and not about what runs. Nothing is changed before the last step.
import '../styles/onboarding.css';
import '../styles/onboarding-steps.css';
import '../styles/onboarding-clients.css';
import '../styles/onboarding-running.css';
import { Check } from 'lucide-react';
import { useEffect, useState } from 'react';
import { contentId } from '../content.ts';
import { ContactBanner } from '../parts/contact-banner.tsx';
import { Mark } from '../parts/mark.tsx';
import { ClientsStep } from '../parts/onboarding/clients-step.tsx';
import { Foot } from '../parts/onboarding/foot.tsx';
import { Progress } from '../parts/onboarding/progress.tsx';
import { RunningStep } from '../parts/onboarding/running-step.tsx';
import { ServersStep } from '../parts/onboarding/servers-step.tsx';
import { useMachine } from '../parts/onboarding/use-machine.ts';
import { hrefOf, type Route } from '../route.ts';
import { pageStore } from '../store/engine.ts';
import { choicesStore, doingStore } from '../store/onboarding.ts';
import { useStore } from '../store/page-state.ts';
import { t } from '../text.ts';
import { type Step, steps, tasksOf } from '../view/onboarding-plan.ts';

export default function OnboardingPage({ route: { query } }: { route: Route }) {
  const step = steps.find((each) => each === query.get('step')) ?? '1';
  const live = useStore(pageStore, ({ contact }) => contact.kind === 'live' || contact.kind === 'connecting');
  const choices = useStore(choicesStore, (value) => value);
  const doing = useStore(doingStore, (value) => value);
  const machine = useMachine(choices);
  // what was done is over when somebody comes here anew
  useEffect(() => () => doingStore.set((all) => (all?.some(({ state }) => state === 'doing') ? all : null)), []);
  const isKnown = machine !== null && !('failure' in machine);
  return (
    <div className={`ob${live ? '' : ' stale'}`}>
      <header>
        <a className="brand" href={hrefOf('overview')}>
          <Mark />
          <span>{t('app.name')}</span>
        </a>
        <Stepper step={step} />
      </header>
      <main className="ob-main" id={contentId} tabIndex={-1} key={step}>
        <div className="ob-in">
          <ContactBanner />
          {machine === null && <Reading />}
          {machine !== null && 'failure' in machine && (
            <div className="empty">
              <p role="alert">{machine.failure}</p>
              <button type="button" className="btn" onClick={machine.again}>
                {t('onboarding.again')}
              </button>
            </div>
          )}
          {isKnown && step === '1' && <ServersStep machine={machine} choices={choices} />}
          {isKnown && step === '2' && <ClientsStep machine={machine} choices={choices} shown={query.get('client')} />}
          {isKnown && step === '3' && !doing && <RunningStep machine={machine} choices={choices} tasks={tasksOf(machine, choices)} />}
          {isKnown && step === '3' && doing && <Progress doing={doing} machine={machine} />}
        </div>
      </main>
      <footer>{isKnown && <Foot step={step} machine={machine} blocked={live ? null : t('act.no-contact')} />}</footer>
    </div>
  );
}

function Stepper({ step }: { step: Step }) {
  return (
    <ol className="ob-steps" aria-label={t('onboarding.steps')}>
      {steps.map((each) => (
        <li key={each} className={each < step ? 'ok' : undefined} aria-current={each === step ? 'step' : undefined}>
          <span className="n" aria-hidden="true">
            {each < step ? <Check size={12} strokeWidth={2.4} /> : each}
          </span>
          {t(`onboarding.step.${each}`)}
          {each < step && <span className="sr">, {t('onboarding.done')}</span>}
        </li>
      ))}
    </ol>
  );
}

/** Said only when it takes long enough to be noticed. */
function Reading() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className={slow ? 't2' : 'sr'} role="status">
      {t('onboarding.reading')}
    </p>
  );
}
