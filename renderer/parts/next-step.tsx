import { ArrowRight } from 'lucide-react';
import { Prose } from './prose.tsx';

/** What to do about it; nothing when nobody knows. */
export function NextStep({ text }: { text: string | null }) {
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
