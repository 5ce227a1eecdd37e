import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { keyStore } from '../../store/keys.ts';
import { useStore } from '../../store/page-state.ts';
import { t } from '../../text.ts';
import { holderOf, type KeyAction, keyActions, keyCap, keyOf, keyPlaces, keyTable, wishedKey, withKey } from '../../view/keys.ts';
import { ActionButton } from '../action-button.tsx';
import { Row, Section } from './row.tsx';
import { Switch } from './switch.tsx';
import { titleOf } from './words.ts';

/** Which single keys do what, in this browser. */
export function KeyboardSettings() {
  const choices = useStore(keyStore, (value) => value);
  return (
    <Section id="keyboard">
      <div className="card set-card">
        <Row id="keys.single">
          {Object.keys(choices.changed).length > 0 && (
            <button type="button" className="btn s" onClick={() => keyStore.keep({ ...choices, changed: {} })}>
              {t('set.keys.reset')}
            </button>
          )}
          <Switch name={titleOf('keys.single')} on={choices.on} turn={(on) => keyStore.keep({ ...choices, on })} />
        </Row>
      </div>
      {keyPlaces.map((place) => (
        <div className="set-card-of" key={place}>
          <h3>{t(`keys.${place}`)}</h3>
          <div className="card set-card">
            {keyActions
              .filter((action) => keyTable[action].place === place)
              .map((action) => (
                <KeyRow key={action} action={action} />
              ))}
          </div>
        </div>
      ))}
    </Section>
  );
}

function KeyRow({ action }: { action: KeyAction }) {
  const choices = useStore(keyStore, (value) => value);
  const [waiting, wait] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const what = t(`keys.do.${action}`);
  const cap = keyCap(keyOf(action, { ...choices, on: true })!);
  const usual = keyTable[action].usual;
  const choose = (key: string | null) => {
    if (key === null) return setWrong(t('set.key.unfit'));
    const holder = holderOf(key, action, choices);
    if (holder !== null) return setWrong(t('set.key.taken', { key: keyCap(key), what: t(`keys.do.${holder}`) }));
    keyStore.keep(withKey(choices, action, key));
    setWrong(null);
    wait(false);
  };
  const stop = () => {
    wait(false);
    setWrong(null);
  };
  return (
    <Row id={`key.${action}`} wrong={wrong}>
      {choices.changed[action] !== undefined && !waiting && (
        <ActionButton
          icon={Undo2}
          name={t('set.key.reset.name', { key: keyCap(usual), what })}
          tip={t('set.key.reset', { key: keyCap(usual) })}
          act={() => choose(usual)}
        />
      )}
      <button
        type="button"
        className={`btn s set-key${choices.on ? '' : ' off'}`}
        data-takes-keys={waiting ? '' : undefined}
        aria-label={waiting ? t('set.key.press.name', { what }) : t('set.key.name', { key: cap, what })}
        onClick={() => wait(true)}
        onBlur={stop}
        onKeyDown={(event) => {
          if (!waiting || event.key === 'Tab' || ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph'].includes(event.key)) return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Escape') stop();
          else choose(wishedKey(event));
        }}
      >
        {waiting ? t('set.key.press') : cap}
      </button>
    </Row>
  );
}
