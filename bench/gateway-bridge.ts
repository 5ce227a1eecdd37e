// `roundhouse connect`: how soon it answers a client that starts it, and what it costs for each call.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LiveEngine } from '../tests/support/live-engine.ts';
import { type Bench, differences, median, Samples } from './figures.ts';
import { openStdio } from './gateway/lean-client.ts';
import { load } from './gateway/load.ts';
import { echoEntry } from './gateway/subjects.ts';
import { nodeFirst, withEngine } from './live.ts';

const built = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

export const gatewayBridge: Bench = {
  name: 'gateway-bridge',
  about: '`connect` until it answered `initialize`, beyond a bare `node -e 0`, and its CPU per call',
  async run({ quick }) {
    const samples = new Samples();
    await withEngine({ mcpJson: { echo: echoEntry() }, env: nodeFirst }, async (engine) => {
      await engine.running('echo');
      await bareNode(); // the first one reads Node from disk
      for (let round = 0; round < (quick ? 2 : 11); round += 1) {
        samples.take('bare node -e 0', await bareNode());
        const began = performance.now();
        const bridge = await openBridge(engine);
        samples.take('connect, until initialize is answered', performance.now() - began);
        await bridge.close();
      }
      const bridge = await openBridge(engine);
      const pid = bridge.child.pid!;
      await load(bridge, 'echo__echo', 100, 16, quick ? 100 : 2_000, pid);
      for (let round = 0; round < (quick ? 1 : 5); round += 1) {
        const alone = await load(bridge, 'echo__echo', 100, 1, quick ? 50 : 500, pid);
        samples.take('latency, 1 in flight', median(alone.latencies));
        const crowd = await load(bridge, 'echo__echo', 100, 64, quick ? 200 : 4_000, pid);
        samples.take('CPU per call, 64 in flight', crowd.cpuMsPerCall);
        samples.take('calls, 64 in flight', crowd.perSecond);
      }
      await bridge.close();
    });
    const { of } = samples;
    const beyond = median(differences(of['connect, until initialize is answered']!, of['bare node -e 0']!));
    return {
      rows: [
        { what: 'bare node -e 0', samples: of['bare node -e 0']!, unit: 'ms', digits: 0 },
        { what: 'connect, until initialize is answered', samples: of['connect, until initialize is answered']!, unit: 'ms', digits: 0 },
        { what: 'latency, 1 in flight', samples: of['latency, 1 in flight']!, unit: 'ms', digits: 2 },
        { what: 'calls, 64 in flight', samples: of['calls, 64 in flight']!, unit: '/s', digits: 0 },
        { what: 'CPU per call, 64 in flight', samples: of['CPU per call, 64 in flight']!, unit: 'ms', digits: 3 },
      ],
      bars: [
        { what: 'up, beyond bare node', value: beyond, unit: 'ms', limit: 150, kind: 'at most' },
        { what: 'CPU per call', value: median(of['CPU per call, 64 in flight']!), unit: 'ms', limit: 0.15, kind: 'at most' },
      ],
      notes: ['CPU is of the bridge alone; the engine runs already'],
    };
  },
};

function openBridge(engine: LiveEngine): ReturnType<typeof openStdio> {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  return openStdio(process.execPath, [built, 'connect', '--client', 'bench'], {
    ...inherited,
    HOME: engine.user,
    ROUNDHOUSE_HOME: engine.home,
  });
}

async function bareNode(): Promise<number> {
  const began = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - began;
}
