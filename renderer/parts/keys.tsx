import { useKeyCap } from '../store/keys.ts';
import type { KeyAction } from '../view/keys.ts';

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
/** ⌘ where there is one */
export const commandKey = isApple ? '⌘' : 'Ctrl';

/** Keys as they are printed on them, one box each. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="keys">
      {keys.split(' ').map((key) => (
        <span className="kbd" key={key}>
          {key}
        </span>
      ))}
    </span>
  );
}

/** In a field, the key that leads there; nothing when single keys are off. */
export function KeyHint({ action }: { action: KeyAction }) {
  const cap = useKeyCap(action);
  return (
    cap !== null && (
      <span className="kbd" aria-hidden="true">
        {cap}
      </span>
    )
  );
}
