import { GitCompare } from 'lucide-react';
import { shortAge } from '../../contract/words.ts';
import { serverHref } from '../route.ts';
import { client } from '../store/engine.ts';
import { useResource } from '../store/resource.ts';
import { t } from '../text.ts';
import { type Cause, causeOf, keyOf } from '../view/cause.ts';

/** enough for the restarts of a usual policy after a change */
const looked = 200;

export function useCause(name: string): Cause | null {
  const read = useResource(
    `cause ${name}`,
    (signal) => client.serverEvents({ name, limit: looked }, { signal }),
    (event) => event.server === name && /^server\.(definition_changed|running|restarting|crashed)$/.test(event.type),
  );
  return read.value && causeOf(read.value);
}

export function causeWords({ changes, beforeMs }: Cause): string {
  const age = shortAge(beforeMs);
  const [first, ...rest] = changes;
  const key = keyOf(first!);
  const files = new Set(changes.map(({ file }) => file.split(/[\\/]/).at(-1)!));
  const [file = ''] = files;
  if (rest.length === 0) return t('cause.one', { key, file, age });
  return t(files.size > 1 ? 'cause.more.elsewhere' : 'cause.more', { key, n: rest.length, file, age });
}

/** On the card of what crashed: what was changed just before, and the way to it. */
export function CauseLine({ name, tabIndex }: { name: string; tabIndex: number }) {
  const cause = useCause(name);
  if (!cause) return null;
  return (
    <div className="hint">
      <GitCompare className="ic" size={14} aria-hidden="true" />
      <span>{causeWords(cause)}</span>
      <a className="nowrap" href={serverHref(name)} tabIndex={tabIndex} aria-label={t('cause.view.of', { name })}>
        {t('cause.view')}
      </a>
    </div>
  );
}
