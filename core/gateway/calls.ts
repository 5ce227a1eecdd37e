// The figures of calls that are over, for Prometheus.
import type { CallRecord } from './gateway.ts';

/** names of tools come from servers: beyond so many the rest is counted together */
const MOST_SERIES = 2_000;

export interface CallFigures {
  client: string;
  server: string;
  /** tool or prompt; '' for resources and for what is counted together */
  target: string;
  method: string;
  byOutcome: Record<CallRecord['outcome'], number>;
  ms: number;
  requestBytes: number;
  resultBytes: number;
}

export interface Calls {
  record(call: CallRecord): void;
  figures(): CallFigures[];
  prometheus(): string;
}

export function createCalls(): Calls {
  const series = new Map<string, CallFigures>();

  function seriesOf({ client, server, method, target }: CallRecord): CallFigures {
    const named = method === 'resources/read' ? '' : (target ?? '');
    const key = JSON.stringify([client, server, method, named]);
    const known = series.get(key);
    if (known) return known;
    if (series.size < MOST_SERIES) return addSeries(key, { client, server, method, target: named });
    const rest = { client: 'others', server: 'others', method: 'others', target: '' };
    return series.get('others') ?? addSeries('others', rest);
  }
  function addSeries(key: string, labels: Pick<CallFigures, 'client' | 'server' | 'method' | 'target'>): CallFigures {
    const fresh: CallFigures = {
      ...labels,
      byOutcome: { ok: 0, 'tool-error': 0, error: 0, cancelled: 0 },
      ms: 0,
      requestBytes: 0,
      resultBytes: 0,
    };
    series.set(key, fresh);
    return fresh;
  }

  return {
    record(call) {
      const figures = seriesOf(call);
      figures.byOutcome[call.outcome] += 1;
      figures.ms += call.ms;
      figures.requestBytes += call.requestBytes;
      figures.resultBytes += call.resultBytes;
    },
    figures: () => [...series.values()],
    prometheus: () => prometheusOf([...series.values()]),
  };
}

function prometheusOf(all: CallFigures[]): string {
  const lines: string[] = [];
  const metric = (name: string, help: string, samples: [labels: string, value: number][]) => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
    for (const [labels, value] of samples) lines.push(`${name}{${labels}} ${value}`);
  };
  const each = (value: (figures: CallFigures) => number) => all.map((one): [string, number] => [labelsOf(one), value(one)]);
  metric(
    'roundhouse_calls_total',
    'Calls of clients that are over, by how they ended.',
    all.flatMap((one) =>
      Object.entries(one.byOutcome).flatMap(([outcome, count]): [string, number][] =>
        count > 0 ? [[`${labelsOf(one)},outcome="${outcome}"`, count]] : [],
      ),
    ),
  );
  metric(
    'roundhouse_call_seconds_total',
    'Time that calls took.',
    each(({ ms }) => ms / 1_000),
  );
  metric(
    'roundhouse_call_request_bytes_total',
    'Size of what was asked, about.',
    each(({ requestBytes }) => requestBytes),
  );
  metric(
    'roundhouse_call_result_bytes_total',
    'Size of what was answered, about.',
    each(({ resultBytes }) => resultBytes),
  );
  return `${lines.join('\n')}\n`;
}

function labelsOf({ client, server, method, target }: CallFigures): string {
  return Object.entries({ client, server, method, target })
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))}"`)
    .join(',');
}
