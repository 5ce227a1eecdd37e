// Every tool that the servers have: which of them clients are shown, under which name, and what that costs them.
import '../../styles/gateway-tools.css';
import { useState } from 'react';
import type { DefinitionFinding } from '../../../contract/trust.ts';
import type { Route } from '../../route.ts';
import { useTools } from '../../store/exposure.ts';
import type { Resource } from '../../store/resource.ts';
import { t } from '../../text.ts';
import { isShown, passesTool, type ToolFilter, toolGroups, toolKinds } from '../../view/tool-groups.ts';
import { FilterField } from '../filter-field.tsx';
import { Unread } from '../server/unread.tsx';
import { Findings } from './findings.tsx';
import { setQuery } from './query.ts';
import { ToolSection } from './tool-section.tsx';

/** with more tools than this, servers are closed until somebody opens one */
const mostOpen = 150;

interface Props {
  route: Route;
  findings: Resource<DefinitionFinding[]>;
  blocked: string | null;
}

export function ToolsTab({ route, findings, blocked }: Props) {
  const read = useTools();
  const filter: ToolFilter = {
    kind: toolKinds.find((kind) => kind === route.query.get('show')) ?? 'all',
    text: route.query.get('q') ?? '',
  };
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const all = read.value ?? [];
  const passing = all.filter((tool) => passesTool(tool, filter));
  const filtered = filter.kind !== 'all' || filter.text !== '';
  const open = filtered || all.length <= mostOpen;
  const shown = all.filter(isShown);
  return (
    <div className="gt">
      <Findings resource={findings} blocked={blocked} />
      <Filters route={route} filter={filter} />
      <Unread resource={read} />
      {read.value !== null && (
        <>
          <p className="gt-sum t2 small" role="status">
            {t('tools.sum', {
              n: shown.length,
              all: t('gateway.tools', { n: all.length }),
              tokens: shown.reduce((sum, { tokens }) => sum + tokens, 0),
            })}
            {filtered && ` ${t('tools.passing', { n: passing.length })}`}
          </p>
          {toolGroups(passing).map((group) => {
            const key = group.server ?? '';
            const of = all.filter(({ server }) => server === group.server);
            return (
              <ToolSection
                key={key}
                group={group}
                all={of}
                open={turned.has(key) ? !open : open}
                turn={() => setTurned((before) => new Set(before.has(key) ? [...before].filter((one) => one !== key) : [...before, key]))}
                blocked={blocked}
              />
            );
          })}
          {passing.length === 0 && (
            <p className="quiet">
              {t(filtered ? 'gateway.tools.filtered' : 'gateway.tools.none')}{' '}
              {filtered && (
                <button type="button" className="btn s" onClick={() => setQuery(route, { show: null, q: null })}>
                  {t('overview.clear')}
                </button>
              )}
            </p>
          )}
        </>
      )}
    </div>
  );
}

function Filters({ route, filter }: { route: Route; filter: ToolFilter }) {
  return (
    <div className="gt-bar" role="toolbar" aria-label={t('tools.filters')}>
      <FilterField
        name={t('gateway.find')}
        placeholder={t('gateway.find')}
        value={filter.text}
        change={(q) => setQuery(route, { q: q || null })}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box */}
      <div className="seg" role="group" aria-label={t('events.show')}>
        {toolKinds.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={kind === filter.kind}
            onClick={() => setQuery(route, { show: kind === 'all' ? null : kind })}
          >
            {t(`tools.kind.${kind}`)}
          </button>
        ))}
      </div>
    </div>
  );
}
