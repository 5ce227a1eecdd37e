import type { GatewayTool } from '../../../contract/routes/gateway.ts';
import type { ServerView } from '../../../contract/server.ts';
import { replaceQuery } from '../../route.ts';
import { useTools } from '../../store/exposure.ts';
import { t } from '../../text.ts';
import { plain } from '../../view/log-lines.ts';
import { ToolPanel } from './tool-panel.tsx';
import { ToolTags } from './tool-tags.tsx';
import { Unread } from './unread.tsx';

interface Props {
  view: ServerView;
  query: URLSearchParams;
  /** why nothing can be run now */
  blocked: string | null;
}

/** Its tools at the left, the chosen one with its form at the right. */
export function ToolsTab({ view, query, blocked }: Props) {
  // clients call the tools of a copy under the name of what it is a copy of
  const owner = view.instanceOf ?? view.name;
  const read = useTools();
  if (read.value === null) return <Unread resource={read} />;
  const tools = read.value.filter((tool) => tool.server === owner);
  const chosen = tools.find(({ tool }) => tool === query.get('tool')) ?? tools[0];
  if (!chosen)
    return <p className="quiet">{t(view.state === 'running' ? 'server.tools.none' : 'server.tools.unknown', { name: owner })}</p>;
  return (
    <>
      <Unread resource={read} />
      <div className="tools">
        <ul className="card tool-list" aria-label={t('server.tools')}>
          {tools.map((tool) => (
            <li key={tool.tool}>
              <button
                type="button"
                aria-current={tool === chosen ? 'true' : undefined}
                onClick={() => replaceQuery('server', { tool: tool.tool }, [view.name, 'tools'])}
              >
                <span className="tool-n">
                  <code>{plain(tool.tool)}</code>
                  <ToolTags tool={tool} />
                </span>
                <span className="t3 small trunc">{plain(firstLine(tool))}</span>
              </button>
            </li>
          ))}
        </ul>
        <ToolPanel key={`${owner} ${chosen.tool}`} tool={chosen} blocked={blocked ?? blockedBy(view, chosen)} />
      </div>
    </>
  );
}

const firstLine = ({ description, title }: GatewayTool): string => (description ?? title ?? '').split('\n')[0] ?? '';

function blockedBy({ name, state }: ServerView, tool: GatewayTool): string | null {
  if (['stopped', 'crashed', 'disabled', 'stopping'].includes(state)) return t('server.tools.start', { name });
  if (tool.trust?.blocked) return t('server.tools.held');
  return tool.hidden ? t('server.tools.hidden') : null;
}
