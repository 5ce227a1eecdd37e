import type { LucideIcon } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';

export interface MenuItem {
  label: string;
  icon?: LucideIcon;
  /** why it does nothing now */
  blocked?: string | null;
  act(): void;
}

interface Props {
  /** what opens it: an icon alone, or with words */
  children: ReactNode;
  /** starts with the words that are seen, and names the object */
  name: string;
  className?: string;
  tip?: string | undefined;
  blocked?: string | null;
  tabIndex?: number | undefined;
  items: readonly MenuItem[];
}

/** In the top layer, so that no scrolling box cuts it off; Esc and a press elsewhere close it, arrows go through it. */
export function MenuButton({ children, name, className = 'btn', tip, blocked = null, tabIndex, items }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const move = (event: KeyboardEvent) => {
    const all = [...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Tab') menu.current?.hidePopover();
    // no key of the window is meant while a menu is open
    if (event.key.length === 1) event.stopPropagation();
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    all.at(to % all.length)?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={blocked === null ? name : `${name}. ${blocked}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-disabled={blocked === null ? undefined : true}
        title={blocked ?? tip}
        tabIndex={tabIndex}
        {...(blocked === null ? { popoverTarget: id } : {})}
      >
        {children}
      </button>
      <div
        ref={menu}
        id={id}
        className="menu"
        role="menu"
        aria-label={name}
        popover="auto"
        tabIndex={-1}
        onKeyDown={move}
        onToggle={(event) => {
          const shown = event.newState === 'open';
          setOpen(shown);
          if (shown) place(menu.current!, button.current!);
        }}
      >
        {items.map(({ label, icon: Icon, blocked: reason = null, act }) => (
          <button
            key={label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            aria-disabled={reason === null ? undefined : true}
            title={reason ?? undefined}
            onClick={() => {
              if (reason !== null) return;
              menu.current?.hidePopover();
              act();
            }}
          >
            {Icon && <Icon className="ic" size={14} aria-hidden="true" />}
            {label}
          </button>
        ))}
      </div>
    </>
  );
}

/** Under the button, ending where it ends; above it where there is no room below. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 4 + height <= innerHeight;
  menu.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - 4 - height)}px`;
  menu.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
}
