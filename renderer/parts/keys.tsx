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
