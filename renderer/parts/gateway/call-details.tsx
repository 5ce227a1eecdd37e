import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { KeptCall } from '../../../contract/calls.ts';
import { bytes, clientName } from '../../../contract/words.ts';
import { hrefOf, serverHref } from '../../route.ts';
import { t } from '../../text.ts';
import { outcomeLooks } from '../../view/call-rows.ts';
import { plain } from '../../view/log-lines.ts';
import { plainLines } from '../../view/tool-result.ts';
import { ActionButton } from '../action-button.tsx';
import { Glyph } from '../glyph.tsx';
import { took } from './call-line.tsx';

interface Props {
  /** null: it is not among those that were read */
  call: KeptCall | null;
  read: boolean;
  close(): void;
}

/** Everything that is kept of one call. Results never are; arguments only where the config asks for it. */
export function CallDetails({ call, read, close }: Props) {
  return (
    <aside className="gc-side" aria-label={t('calls.details')}>
      <header>
        <h3 className="grow">{t('calls.details')}</h3>
        <ActionButton icon={X} name={t('calls.close')} tip={t('calls.close')} act={close} />
      </header>
      {call === null ? read && <p className="t2">{t('calls.unknown')}</p> : <Facts call={call} />}
    </aside>
  );
}

function Facts({ call }: { call: KeptCall }) {
  const { glyph, tone } = outcomeLooks[call.outcome];
  const facts: [string, ReactNode][] = [
    [
      t('calls.outcome'),
      <span key="outcome" className={`gc-how t-${tone}`}>
        <Glyph name={glyph} tone={tone} />
        {t(`calls.outcome.${call.outcome}`)}
      </span>,
    ],
    ['', t(`calls.outcome.${call.outcome}.why`)],
    [t('calls.time'), new Date(call.at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium' })],
    [t('calls.took'), took(call.ms)],
    [t('calls.client'), clientName(call.client)],
    [t('gateway.profile'), call.profile],
    [
      t('calls.server'),
      <a key="server" href={serverHref(call.server)}>
        {call.server}
      </a>,
    ],
    [t('calls.method'), <code key="method">{call.method}</code>],
    ...(call.target === null ? [] : [[t('calls.target'), <code key="target">{plain(call.target)}</code>] as [string, ReactNode]]),
    [t('calls.asked'), sizeOf(call.requestBytes)],
    [t('calls.answered'), sizeOf(call.resultBytes)],
  ];
  return (
    <>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h4>{t('calls.arguments')}</h4>
      {call.arguments === undefined ? (
        <p className="t2 small">
          {t('calls.arguments.none')} <code>{t('calls.arguments.key')}</code>
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <pre tabIndex={0}>{plainLines(pretty(call.arguments))}</pre>
      )}
      <p className="small">
        <a href={hrefOf('logs', { servers: encodeURIComponent(call.server) })}>{t('calls.log')}</a>
      </p>
    </>
  );
}

const sizeOf = (n: number): string => (n < 1024 ? bytes(n) : t('calls.bytes', { size: bytes(n), n }));

/** what was cut is no JSON any more */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
