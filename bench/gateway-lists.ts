// The list of every server's tools, as each client asks for it when it starts.
import type { Bench } from './figures.ts';
import { median } from './figures.ts';
import { openHttp } from './gateway/lean-client.ts';
import { echoEntry } from './gateway/subjects.ts';
import { nodeFirst, withEngine } from './live.ts';

const TOOLS = 20;

export const gatewayLists: Bench = {
  name: 'gateway-lists',
  about: `tools/list over 50 servers with ${TOOLS} tools each, warm`,
  async run({ quick }) {
    const servers = quick ? 5 : 50;
    const mcpJson = Object.fromEntries(Array.from({ length: servers }, (_, n) => [`s${n}`, echoEntry(TOOLS)]));
    const samples = await withEngine({ mcpJson, env: nodeFirst }, async (engine) => {
      for (const name of Object.keys(mcpJson)) await engine.running(name, 60_000);
      const client = await openHttp(`${engine.url}/mcp`, { authorization: `Bearer ${engine.token}` });
      const ask = async () => {
        const began = performance.now();
        const { tools } = await client.ask('tools/list', {});
        if (tools.length !== servers * TOOLS) throw new Error(`${tools.length} tools instead of ${servers * TOOLS}`);
        return performance.now() - began;
      };
      for (let warm = 0; warm < 20; warm += 1) await ask();
      const taken: number[] = [];
      for (let asked = 0; asked < (quick ? 10 : 200); asked += 1) taken.push(await ask());
      await client.close();
      return taken;
    });
    return {
      rows: [{ what: `tools/list, ${servers * TOOLS} tools`, samples, unit: 'ms', digits: 2 }],
      bars: [{ what: 'tools/list', value: median(samples), unit: 'ms', limit: 5, kind: 'at most' }],
      notes: ['from the request until its answer is read and parsed by the client'],
    };
  },
};
