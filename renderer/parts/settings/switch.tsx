interface Props {
  name: string;
  on: boolean;
  /** why it cannot be turned now */
  blocked?: string | null;
  turn(on: boolean): void;
}

export function Switch({ name, on, blocked = null, turn }: Props) {
  return (
    <input
      type="checkbox"
      // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says by itself whether it is on
      role="switch"
      className="switch"
      aria-label={name}
      checked={on}
      disabled={blocked !== null}
      title={blocked ?? undefined}
      onChange={(event) => turn(event.target.checked)}
    />
  );
}
