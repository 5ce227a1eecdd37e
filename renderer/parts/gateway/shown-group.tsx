import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { GatewayProfile, GatewayTool } from '../../../contract/routes/gateway.ts';
import { t } from '../../text.ts';
import { plain } from '../../view/log-lines.ts';
import { isShown, shortCount, type ToolGroup } from '../../view/tool-groups.ts';
import { ProfileCheck } from './profile-check.tsx';
import { ServerGlyph } from './server-glyph.tsx';

/** so many at once: a server may have hundreds */
const step = 40;

/** One server's tools as a client has them: how many of how many, and what they cost it. */
interface Props {
  group: ToolGroup;
  /** all tools of this server, whatever is filtered */
  all: readonly GatewayTool[];
  open: boolean;
  /** whose rules can be changed here; null: it is built in */
  profile: GatewayProfile | null;
  blocked: string | null;
}

export function ShownGroup({ group, all, open: forced, profile, blocked }: Props) {
  const [wanted, setOpen] = useState(false);
  const [most, setMost] = useState(step);
  const open = forced || wanted;
  const { server, tools, shown, tokens, available } = group;
  const Chevron = open ? ChevronDown : ChevronRight;
  const rest = tools.length - most;
  return (
    <section className="gw-srv" aria-label={server ?? t('app.name')}>
      <div className="gw-srv-l">
        <button type="button" className="gw-srv-h" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Chevron className="ic" size={14} aria-hidden="true" />
          <ServerGlyph server={server} />
          <span className={`med trunc${shown === 0 ? ' t3' : ''}`}>{server ?? t('app.name')}</span>
          <span className="count">{available ? t('gateway.shown', { n: shown, all: tools.length }) : t('gateway.unavailable')}</span>
          <span className="gw-w">{shortCount(tokens)}</span>
        </button>
        {profile && server !== null && (
          <ProfileCheck profile={profile} of={all} tools={all} name={t('tools.all', { server })} blocked={blocked} />
        )}
      </div>
      {open && (
        <ul>
          {tools.slice(0, most).map((tool) => (
            <li key={tool.tool} className={isShown(tool) ? undefined : 'off'}>
              <code className="trunc" title={plain(tool.name)}>
                {plain(tool.tool)}
              </code>
              {!isShown(tool) && <span className="t3 small">{t(tool.trust?.blocked ? 'tool.blocked' : 'tool.hidden')}</span>}
              <span className="gw-w">{tool.tokens}</span>
              {profile && server !== null && (
                <ProfileCheck profile={profile} of={all} tools={[tool]} name={plain(tool.tool)} blocked={blocked} />
              )}
            </li>
          ))}
          {rest > 0 && (
            <li>
              <button type="button" className="gw-more small" onClick={() => setMost(most + 10 * step)}>
                {t('gateway.more', { n: rest })}
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}
