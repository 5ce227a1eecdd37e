import { createContext, type ReactNode, useContext } from 'react';
import { t } from '../../text.ts';
import type { SectionId, SettingId } from '../../view/settings-index.ts';
import { moreOf, titleOf } from './words.ts';

/** what is searched for; null: everything is shown */
export const FoundSettings = createContext<ReadonlySet<SettingId> | null>(null);

export const useIsShown = (id: SettingId): boolean => {
  const found = useContext(FoundSettings);
  return found === null || found.has(id);
};

/** by what the address finds them on the page */
export const rowId = (id: SettingId): string => `setting-${id}`;
export const headId = (section: SectionId): string => `settings-${section}`;

/** A section without a row that is searched for goes by itself. */
export function Section({ id, children }: { id: SectionId; children: ReactNode }) {
  return (
    <section className="set-sec" aria-labelledby={headId(id)}>
      <h2 id={headId(id)}>{t(`settings.${id}`)}</h2>
      {children}
    </section>
  );
}

interface RowProps {
  id: SettingId;
  /** which of several of its kind */
  of?: string;
  /** instead of what it is usually called, where there are several of a kind */
  title?: ReactNode;
  /** instead of what it usually says of itself */
  more?: ReactNode;
  /** under the words, on its own line */
  note?: ReactNode;
  /** it cannot be as wanted, and why */
  wrong?: string | null;
  /** belongs to the row above */
  inner?: boolean;
  children?: ReactNode;
}

export function Row({ id, of, title, more, note, wrong = null, inner, children }: RowProps) {
  const words = more === undefined ? moreOf(id) : more;
  if (!useIsShown(id)) return null;
  return (
    <div className={inner ? 'set-row in' : 'set-row'} id={of === undefined ? rowId(id) : `${rowId(id)}-${of}`}>
      <div className="set-what">
        <b>{title ?? titleOf(id)}</b>
        {words !== null && <p>{words}</p>}
        {note}
        {wrong !== null && (
          <p className="set-wrong" role="alert">
            {wrong}
          </p>
        )}
      </div>
      {children !== undefined && <span className="set-c">{children}</span>}
    </div>
  );
}
