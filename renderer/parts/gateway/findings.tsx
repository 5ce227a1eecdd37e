// Definitions that are not what they were when first seen, or that hold text which people do not see. What is there now is accepted by a
// person who saw it: another one that comes meanwhile is not accepted with it.
import { useState } from 'react';
import type { DefinitionFinding } from '../../../contract/trust.ts';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import type { Resource } from '../../store/resource.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { plain } from '../../view/log-lines.ts';
import { Glyph } from '../glyph.tsx';

const step = 20;

interface Props {
  resource: Resource<DefinitionFinding[]>;
  blocked: string | null;
}

export function Findings({ resource, blocked }: Props) {
  const [most, setMost] = useState(step);
  const all = resource.value ?? [];
  if (resource.failure !== null) {
    return (
      <p className="banner warn" role="alert">
        {t('server.unread', { reason: resource.failure })}
      </p>
    );
  }
  if (all.length === 0) return null;
  const rest = all.length - most;
  return (
    <section className="card gt-look" aria-label={t('trust.title')}>
      <h3 className="gt-look-h">
        <Glyph name="degraded" tone="warn" />
        {t('trust.headline', { n: all.length })}
      </h3>
      <p className="t2 small">{t('trust.why')}</p>
      {all.slice(0, most).map((finding) => (
        <Finding
          key={`${finding.server} ${finding.kind} ${finding.name}`}
          finding={finding}
          blocked={blocked}
          open={all.length <= 2}
          again={resource.again}
        />
      ))}
      {rest > 0 && (
        <button type="button" className="btn s" onClick={() => setMost(most + step)}>
          {t('gateway.more', { n: rest })}
        </button>
      )}
    </section>
  );
}

interface FindingProps {
  finding: DefinitionFinding;
  blocked: string | null;
  open: boolean;
  again(): void;
}

function Finding({ finding, blocked, open, again }: FindingProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { server, kind, name, hash, change, suspicious, differences } = finding;
  const title = kind === 'instructions' ? t('trust.instructions', { server }) : `${server}.${plain(name)}`;
  const approve = async () => {
    if (blocked !== null || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await client.approveTools({ server, name, kind, expect: hash });
      toast(t('trust.approved', { name: title }), { tone: 'ok' });
    } catch (error) {
      setFailure(inWords(error));
    } finally {
      setBusy(false);
      again();
    }
  };
  return (
    <details open={open}>
      <summary>
        <code>{title}</code>
        {(kind === 'prompts' || kind === 'templates') && <span className="tag">{t(`trust.kind.${kind}`)}</span>}
        {change !== null && <span className="tag bad">{t(`trust.change.${change}`)}</span>}
        {suspicious.length > 0 && <span className="tag bad">{t('trust.suspicious')}</span>}
        {finding.blocked && <span className="tag bad">{t('tool.blocked')}</span>}
      </summary>
      <div className="gt-found">
        {suspicious.map(({ what, where, text }) => (
          <div key={`${what} ${where} ${text}`}>
            <p>{t('trust.holds', { what: t(`suspicion.${what}`), where: plain(where) })}</p>
            <pre>{plain(text)}</pre>
          </div>
        ))}
        {differences.map(({ path, before, after }) => (
          <div key={path}>
            <p>
              <code>{plain(path)}</code>
            </p>
            <dl>
              <div className="was">
                <dt>{t('trust.before')}</dt>
                <dd>{before === null ? t('trust.absent') : plain(before)}</dd>
              </div>
              <div className="now">
                <dt>{t('trust.after')}</dt>
                <dd>{after === null ? t('trust.gone') : plain(after)}</dd>
              </div>
            </dl>
          </div>
        ))}
        {change !== null && differences.length === 0 && <p className="t2">{t(change === 'new' ? 'trust.new' : 'trust.no-text')}</p>}
        <div className="gt-act">
          <button
            type="button"
            className="btn s"
            aria-label={t('trust.approve.of', { name: title })}
            aria-disabled={blocked === null && !busy ? undefined : true}
            title={blocked ?? undefined}
            onClick={() => void approve()}
          >
            {t('trust.approve')}
          </button>
          {failure !== null && (
            <span className="t-fail" role="alert">
              {t('trust.failed', { reason: failure })}
            </span>
          )}
        </div>
      </div>
    </details>
  );
}
