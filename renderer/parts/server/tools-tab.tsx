import '../../styles/tool-list.css';
import type { ToolCalls } from '../../../contract/call-figures.ts';
import type { GatewayTool } from '../../../contract/routes/gateway.ts';
import type { ServerView } from '../../../contract/server.ts';
import { count, latency } from '../../../contract/words.ts';
import { replaceQuery } from '../../route.ts';
import { useCallNews } from '../../store/call-news.ts';
import { client } from '../../store/engine.ts';
import { useTools } from '../../store/exposure.ts';
import { useResource } from '../../store/resource.ts';
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
  const figures = useResource(
    `calls of tools ${owner}`,
    (signal) => client.toolCallFigures({ server: owner }, { signal }),
    () => false,
  );
  useCallNews(owner, figures.again, 5_000);
  if (read.value === null) return <Unread resource={read} />;
  const tools = read.value.filter((tool) => tool.server === owner);
  const chosen = tools.find(({ tool }) => tool === query.get('tool')) ?? tools[0];
  if (!chosen)
    return <p className="quiet">{t(view.state === 'running' ? 'server.tools.none' : 'server.tools.unknown', { name: owner })}</p>;
  return (
    <>
      <Unread resource={read} />
      <div className="tools">
        <div className="card tool-list">
          <table aria-label={t('server.tools')}>
            <thead>
              <tr>
                <th scope="col">{t('tool.column.tool')}</th>
                <th scope="col">{t('tool.column.calls')}</th>
                <th scope="col">{t('tool.column.p95')}</th>
                <th scope="col">{t('tool.column.errors')}</th>
              </tr>
            </thead>
            <tbody>
              {tools.map((tool) => (
                <tr key={tool.tool} aria-current={tool === chosen ? 'true' : undefined}>
                  <th scope="row">
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
                  </th>
                  <Figures calls={figures.value?.find((each) => each.tool === tool.name)} known={figures.value !== null} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <ToolPanel key={`${owner} ${chosen.tool}`} tool={chosen} blocked={blocked ?? blockedBy(view, chosen)} />
      </div>
    </>
  );
}

/** Of the last day. What cannot be read is not shown as none. */
function Figures({ calls, known }: { calls: ToolCalls | undefined; known: boolean }) {
  const failed = calls?.failed ?? 0;
  return (
    <>
      <td>{count(known ? (calls?.calls ?? 0) : null)}</td>
      <td>{latency(calls?.p95Ms ?? null)}</td>
      <td className={failed > 0 ? 't-fail' : undefined}>{count(calls ? failed : null)}</td>
    </>
  );
}

const firstLine = ({ description, title }: GatewayTool): string => (description ?? title ?? '').split('\n')[0] ?? '';

function blockedBy({ name, state }: ServerView, tool: GatewayTool): string | null {
  if (['stopped', 'crashed', 'disabled', 'stopping'].includes(state)) return t('server.tools.start', { name });
  if (tool.trust?.blocked) return t('server.tools.held');
  return tool.hidden ? t('server.tools.hidden') : null;
}
