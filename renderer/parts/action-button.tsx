import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface Props {
  icon: LucideIcon;
  /** starts with the words that are seen, and names the object: "Restart postgres" */
  name: string;
  /** left out: an icon alone */
  children?: ReactNode;
  tip?: string;
  /** why it does nothing now; it stays in the tab order, so that the reason can be read */
  blocked?: string | null;
  tabIndex?: number;
  /** by what a key of the card finds it */
  kind?: string;
  act(): void;
}

/** What was pressed first: under the second half of a double click, or a key that is held, it may have become another. */
let meant = '';

export function ActionButton({ icon: Icon, name, children, tip, blocked = null, tabIndex, kind, act }: Props) {
  const text = children !== undefined;
  return (
    <button
      type="button"
      className={text ? 'btn s' : 'ib s'}
      aria-label={blocked === null ? name : `${name}. ${blocked}`}
      aria-disabled={blocked === null ? undefined : true}
      title={blocked ?? tip}
      data-act={kind}
      tabIndex={tabIndex}
      onClick={({ detail }) => {
        if (detail < 2) meant = name;
        if (blocked === null && meant === name) act();
      }}
      onKeyDown={(event) => {
        if (event.repeat && event.key === 'Enter') event.preventDefault();
      }}
    >
      <Icon className="ic" size={text ? 13 : 14} strokeWidth={2.1} aria-hidden="true" />
      {children}
    </button>
  );
}
