// Which kind of run a definition needs.
import { assertNever } from '../../contract/server.ts';
import { openRemoteRun, type RemoteParts } from './remote-run.ts';
import type { OpenRun } from './run.ts';
import { openServiceRun } from './service-run.ts';
import { openStdioRun, type StdioParts } from './stdio-run.ts';

export function openRunOf(parts: StdioParts & RemoteParts): OpenRun {
  return (request, events) => {
    const { type } = request.definition.launch;
    switch (type) {
      case 'stdio':
        return openStdioRun(request, parts, events);
      case 'service':
        return openServiceRun(request, parts, events);
      case 'http':
      case 'sse':
        return openRemoteRun(request, parts, events);
      default:
        return assertNever(type);
    }
  };
}
