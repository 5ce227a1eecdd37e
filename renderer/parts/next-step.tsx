import { ArrowRight } from 'lucide-react';
import { besidesLog } from '../../contract/words.ts';
import { Prose } from './prose.tsx';

interface Props {
  next: string | null;
  /** whose log a button beside it opens; null: there is no such button, and the command is the way */
  logOf: string | null;
}

/** What to do about it; nothing when nobody knows, or when the buttons say it all. */
export function NextStep({ next, logOf }: Props) {
  const text = logOf === null ? next : besidesLog(next, logOf);
  if (text === null) return null;
  return (
    <div className="hint">
      <ArrowRight className="ic" size={14} aria-hidden="true" />
      <span>
        <Prose text={text} />
      </span>
    </div>
  );
}
