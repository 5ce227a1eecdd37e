// The engine's figures as a Prometheus text page. Few metrics, stable names.
import type { Snapshot } from '../contract/events.ts';
import { stateKinds } from '../contract/server.ts';

export interface EngineFigures {
  uptimeSeconds: number;
  eventSeq: number;
  followers: number;
  pendingWrites: number;
  rssBytes: number;
  cpuSeconds: number;
}

export function prometheusText(snapshot: Snapshot, engine: EngineFigures): string {
  const lines: string[] = [];
  const metric = (
    name: string,
    type: 'gauge' | 'counter',
    help: string,
    samples: [labels: Record<string, string>, value: number | null][],
  ) => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const [labels, value] of samples) if (value !== null) lines.push(`${name}${labelText(labels)} ${value}`);
  };
  const perServer = (value: (server: Snapshot['servers'][number]) => number | null) =>
    snapshot.servers.map((server): [Record<string, string>, number | null] => [{ server: server.name, kind: server.kind }, value(server)]);

  metric('roundhouse_up', 'gauge', 'The engine answers.', [[{ version: snapshot.engine.version }, 1]]);
  metric('roundhouse_uptime_seconds', 'gauge', 'Since the engine started.', [[{}, engine.uptimeSeconds]]);
  metric('roundhouse_events_total', 'counter', 'Number of the last event.', [[{}, engine.eventSeq]]);
  metric('roundhouse_stream_followers', 'gauge', 'Open streams.', [[{}, engine.followers]]);
  metric('roundhouse_store_pending_writes', 'gauge', 'Writes that wait for the disk.', [[{}, engine.pendingWrites]]);
  metric('process_resident_memory_bytes', 'gauge', 'Memory of the engine itself.', [[{}, engine.rssBytes]]);
  metric('process_cpu_seconds_total', 'counter', 'CPU time of the engine itself.', [[{}, engine.cpuSeconds]]);
  metric(
    'roundhouse_server_state',
    'gauge',
    '1 for the state that the server is in.',
    snapshot.servers.flatMap((server) =>
      stateKinds.map((state): [Record<string, string>, number] => [{ server: server.name, state }, server.state === state ? 1 : 0]),
    ),
  );
  metric(
    'roundhouse_server_healthy',
    'gauge',
    '1 when the last check passed, 0 when it failed.',
    perServer(({ health }) => (health.ok === null ? null : Number(health.ok))),
  );
  metric(
    'roundhouse_server_restarts',
    'gauge',
    'Automatic restarts since the last explicit start.',
    perServer((server) => server.restarts),
  );
  metric(
    'roundhouse_server_cpu_percent',
    'gauge',
    'Percent of one core, whole process tree.',
    perServer((server) => server.cpu),
  );
  metric(
    'roundhouse_server_memory_bytes',
    'gauge',
    'Resident memory, whole process tree.',
    perServer((server) => server.memory),
  );
  metric(
    'roundhouse_server_processes',
    'gauge',
    'Processes of the tree.',
    perServer((server) => server.processes),
  );
  metric(
    'roundhouse_server_tools',
    'gauge',
    'Tools that it offers.',
    perServer((server) => server.tools),
  );
  metric(
    'roundhouse_server_check_latency_ms',
    'gauge',
    'Latency of the last check.',
    perServer((server) => server.health.latencyMs),
  );
  return `${lines.join('\n')}\n`;
}

function labelText(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))}"`,
  );
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}
