// Over HTTP in the stateless generation some tools want arguments repeated in headers. Tools that ask for it in a way that the protocol does not
// allow are left out: whatever is sent for them, somebody on its way would read something else.
import type { ToolInfo } from './link.ts';
import { isRecord } from './message.ts';
import { type Repeated, repeatedHeaders, repeatsIn } from './repeated-headers.ts';

export class ToolHeaders {
  #declared: ReadonlyMap<unknown, readonly Repeated[]> = new Map();

  /** The tools that can be called. What they want is known from here on. */
  sift(tools: readonly ToolInfo[], onNoise: (text: string) => void): ToolInfo[] {
    const known = new Map<string, readonly Repeated[]>();
    const kept = tools.filter((tool) => {
      const { declared, fault } = repeatsIn(tool.inputSchema);
      if (fault !== null) onNoise(`the tool ${tool.name} is left out: ${fault}`);
      else if (declared.length > 0) known.set(tool.name, declared);
      return fault === null;
    });
    this.#declared = known;
    return kept;
  }

  /** of one call */
  for(params: unknown): Record<string, string> | undefined {
    if (this.#declared.size === 0 || !isRecord(params)) return undefined;
    const declared = this.#declared.get(params.name);
    return declared && repeatedHeaders(declared, params.arguments);
  }
}
