import { ChevronDown, ChevronRight } from 'lucide-react';
import type { GatewayTool } from '../../../contract/routes/gateway.ts';
import { t } from '../../text.ts';
import { isShown, type ToolGroup } from '../../view/tool-groups.ts';
import { ExposureCheck } from '../exposure-check.tsx';
import { ServerGlyph } from './server-glyph.tsx';
import { ToolRow } from './tool-row.tsx';

interface Props {
  /** what passes the filter */
  group: ToolGroup;
  /** all that this server has */
  all: readonly GatewayTool[];
  open: boolean;
  turn(): void;
  blocked: string | null;
}

export function ToolSection({ group: { server, tools, available }, all, open, turn, blocked }: Props) {
  const name = server ?? t('app.name');
  const shown = all.filter(isShown);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <section className="card gt-srv" aria-label={name}>
      <div className="gt-srv-h">
        <ExposureCheck tools={all} name={t('tools.all', { server: name })} blocked={server === null ? t('tools.own') : blocked} />
        <button type="button" className="gt-turn" aria-expanded={open} onClick={turn}>
          <Chevron className="ic" size={14} aria-hidden="true" />
          <ServerGlyph server={server} />
          <h3 className="gt-name trunc">{name}</h3>
          <span className="count">{t('gateway.shown', { n: shown.length, all: all.length })}</span>
          {!available && <span className="tag">{t('gateway.unavailable')}</span>}
        </button>
        <span className="gw-w">{t('gateway.n', { n: shown.reduce((sum, { tokens }) => sum + tokens, 0) })}</span>
      </div>
      {open && (
        <ul>
          {tools.map((tool) => (
            <ToolRow key={tool.tool} tool={tool} blocked={blocked} />
          ))}
        </ul>
      )}
    </section>
  );
}
