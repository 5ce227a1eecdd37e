// One check of a healthy local server: as the engine does it by itself, and as somebody sees it who asks for one over the API.
import { request } from 'node:http';
import { fixture } from '../tests/support/live-engine.ts';
import { answers, freePort } from './answering.ts';
import { type Bench, median, Samples } from './figures.ts';
import { withEngine } from './live.ts';
import { openBare } from './stdio-server.ts';

interface Report {
  ok: boolean;
  latencyMs: number;
}

export const healthCheck: Bench = {
  name: 'health-check',
  about: 'one check of a healthy local server',
  async run({ quick }) {
    const checks = quick ? 20 : 300;
    const samples = new Samples();
    const launch = { command: process.execPath, args: [fixture('echo-min.mjs')] };
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/health`;
    const config = `services:
  service:
    command: ${JSON.stringify([process.execPath, fixture('service.mjs'), '--port', String(port)])}
    health: { http: "${url}" }
`;
    const bare = await openBare(launch);
    try {
      await withEngine({ mcpJson: { echo: launch }, config }, async (engine, watch) => {
        await watch.seen((servers) => servers.size === 2 && [...servers.values()].every(({ state }) => state === 'running'));
        await answers(url);
        const ask = async (name: string) => {
          const began = performance.now();
          const [report] = [await engine.api<Report>('GET', `/servers/${name}/health`)].flat();
          if (!report?.ok) throw new Error(`${name} is not healthy: ${JSON.stringify(report)}`);
          return { whole: performance.now() - began, check: report.latencyMs };
        };
        for (let check = 0; check < checks; check += 1) {
          samples.take('bare ping over the pipes', await timed(() => bare.ask('ping')));
          const echo = await ask('echo');
          samples.take('MCP server, the check', echo.check);
          samples.take('MCP server, over the API', echo.whole);
          samples.take('bare GET of the health URL', await timed(() => get(url)));
          const service = await ask('service');
          samples.take('service, the check', service.check);
          samples.take('service, over the API', service.whole);
        }
      });
    } finally {
      await bare.end();
    }
    const against: Record<string, string> = {
      'MCP server, the check': 'bare ping over the pipes',
      'service, the check': 'bare GET of the health URL',
    };
    return {
      rows: Object.entries(samples.of).map(([what, each]) => ({
        what,
        samples: each,
        unit: 'ms',
        digits: 2,
        ...(against[what] ? { against: against[what] } : {}),
      })),
      bars: Object.keys(samples.of)
        .filter((what) => !what.startsWith('bare'))
        .map((what) => ({ what, value: median(samples.of[what]!), unit: 'ms', limit: 5, kind: 'at most' })),
      notes: [],
    };
  },
};

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

function get(url: string): Promise<void> {
  return new Promise((done, fail) => {
    request(url, { agent: false }, (response) => response.resume().on('end', done))
      .on('error', fail)
      .end();
  });
}
