import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '../text.ts';

/** Puts a text into the clipboard and says whether it is there. `name` says what is copied: "Copy gateway address". */
export function CopyButton({ text, name, small = false }: { text: string; name: string; small?: boolean }) {
  const [copied, setCopied] = useState<boolean | null>(null);
  useEffect(() => {
    if (copied === null) return;
    const timer = setTimeout(() => setCopied(null), 3000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    // a page that did not come by a secure way has no clipboard at all
    const writing = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
    writing.then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  const Icon = copied === true ? Check : Copy;
  return (
    <>
      <button type="button" className={small ? 'ib s' : 'ib'} aria-label={name} title={name} onClick={copy}>
        <Icon className="ic" size={small ? 13 : 15} aria-hidden="true" />
      </button>
      <span className={copied === false ? 'small' : 'sr'} role="status">
        {copied === null ? '' : t(copied ? 'copy.done' : 'copy.failed')}
      </span>
    </>
  );
}
