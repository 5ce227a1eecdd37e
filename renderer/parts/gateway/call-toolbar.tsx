import { ArrowDownToLine, Pause } from 'lucide-react';
import { callOutcomes } from '../../../contract/calls.ts';
import type { GatewayView } from '../../../contract/routes/gateway.ts';
import { clientName } from '../../../contract/words.ts';
import type { Route } from '../../route.ts';
import { pageStore } from '../../store/engine.ts';
import { useStore } from '../../store/page-state.ts';
import { t } from '../../text.ts';
import type { CallFilter, CallRow } from '../../view/call-rows.ts';
import { FilterField } from '../filter-field.tsx';
import { setQuery } from './query.ts';

interface Props {
  route: Route;
  filter: CallFilter;
  gateway: GatewayView;
  rows: readonly CallRow[];
  following: boolean;
  frozen: boolean;
  resume(): void;
  freeze(): void;
}

export function CallToolbar({ route, filter, gateway, rows, following, frozen, resume, freeze }: Props) {
  const servers = useStore(pageStore, ({ snapshot }) => snapshot?.servers);
  // who is gone has its past too
  const clients = namesOf(rows, 'client', [...gateway.callers.map(({ label }) => label), filter.client]);
  const known = (servers ?? []).filter(({ kind, instanceOf }) => kind !== 'service' && instanceOf === undefined).map(({ name }) => name);
  return (
    <div className="lt gc-bar" role="toolbar" aria-label={t('calls.filters')}>
      <FilterField name={t('calls.search')} value={filter.text} change={(q) => setQuery(route, { q: q || null })} />
      <Choice
        name={t('calls.client')}
        all={t('calls.client.all')}
        value={filter.client}
        options={clients.map((name) => [name, clientName(name)])}
        choose={(client) => setQuery(route, { client })}
      />
      <Choice
        name={t('calls.server')}
        all={t('events.server.all')}
        value={filter.server}
        options={namesOf(rows, 'server', [...known, filter.server]).map((name) => [name, name])}
        choose={(server) => setQuery(route, { server })}
      />
      <Choice
        name={t('calls.outcome')}
        all={t('calls.outcome.all')}
        value={filter.outcome}
        options={callOutcomes.map((outcome) => [outcome, t(`calls.outcome.${outcome}`)])}
        choose={(outcome) => setQuery(route, { outcome })}
      />
      <span className="grow" />
      <button type="button" className="btn" aria-pressed={following} title={t('calls.follow')} onClick={resume}>
        <ArrowDownToLine className="ic" size={14} aria-hidden="true" />
        {t('logs.follow')}
      </button>
      <button type="button" className="btn" aria-pressed={frozen} title={t('logs.pause')} onClick={frozen ? resume : freeze}>
        <Pause className="ic" size={14} aria-hidden="true" />
        {t('logs.pause')}
      </button>
    </div>
  );
}

/** as many as the newest calls name */
function namesOf(rows: readonly CallRow[], key: 'client' | 'server', more: readonly (string | null)[]): string[] {
  const names = new Set(more.filter((name) => name !== null));
  for (const row of rows.slice(-2_000)) if (row.kind === 'call') names.add(row.call[key]);
  return [...names].sort((a, b) => a.localeCompare(b));
}

interface ChoiceProps {
  name: string;
  all: string;
  value: string | null;
  options: readonly (readonly [value: string, words: string])[];
  choose(value: string | null): void;
}

function Choice({ name, all, value, options, choose }: ChoiceProps) {
  return (
    <select className="select" aria-label={name} value={value ?? ''} onChange={(event) => choose(event.target.value || null)}>
      <option value="">{all}</option>
      {options.map(([one, words]) => (
        <option key={one} value={one}>
          {words}
        </option>
      ))}
    </select>
  );
}
