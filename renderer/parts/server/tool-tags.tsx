import type { GatewayTool } from '../../../contract/routes/gateway.ts';
import { t } from '../../text.ts';
import { isDestructive, isReadOnly } from '../../view/tool-groups.ts';

/** What a tool is, in a word: as its server says, and as people decided. */
export function ToolTags({ tool }: { tool: GatewayTool }) {
  return (
    <>
      {isReadOnly(tool) && <span className="tag">{t('tool.read-only')}</span>}
      {isDestructive(tool) && <span className="tag bad">{t('tool.destructive')}</span>}
      {tool.hidden && <span className="tag">{t('tool.hidden')}</span>}
      {tool.trust !== null && <span className="tag bad">{t(tool.trust.blocked ? 'tool.blocked' : 'tool.look')}</span>}
    </>
  );
}
