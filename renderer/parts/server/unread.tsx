import '../../styles/unread.css';
import { useEffect, useState } from 'react';
import type { Resource } from '../../store/resource.ts';
import { t } from '../../text.ts';

/** Why something is not shown: it could not be read, or it still comes. What comes at once needs no word. */
export function Unread<T>({ resource }: { resource: Resource<T> }) {
  const waits = resource.value === null && resource.failure === null;
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waits) return setLate(false);
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, [waits]);
  if (resource.failure !== null) {
    return (
      <div className="unread" role="alert">
        <span>{t('server.unread', { reason: resource.failure })}</span>
        <button type="button" className="btn s" onClick={resource.again}>
          {t('server.again')}
        </button>
      </div>
    );
  }
  return waits && late ? <div className="skeleton" aria-hidden="true" /> : null;
}
