// Figures come every two seconds, and where nothing happens they read as they did: then they are neither parsed nor compared.
import type { Snapshot, StreamMessage } from './events.ts';

type VitalsMessage = Extract<StreamMessage, { kind: 'vitals' }>;

/** as the engine writes it; figures that are written otherwise are read each time */
const head = /^\{"kind":"vitals","at":"([^"]{1,40})",/;

export interface StreamReader {
  /** `isKnown`: it is what was said last, and `state` is what that made: it changes nothing */
  read(data: string, state: Snapshot | null): { message: StreamMessage; isKnown: boolean };
  /** what came of the message that was read last */
  applied(message: StreamMessage, state: Snapshot | null): void;
}

export function createReader(): StreamReader {
  let last: { figures: string; message: VitalsMessage; state: Snapshot | null } | null = null;
  let figures = '';
  return {
    read(data, state) {
      const [begin, at] = head.exec(data) ?? [];
      figures = begin === undefined ? '' : data.slice(begin.length);
      if (last === null || at === undefined || figures !== last.figures) {
        return { message: JSON.parse(data) as StreamMessage, isKnown: false };
      }
      return { message: { ...last.message, at }, isKnown: state === last.state };
    },
    applied(message, state) {
      if (message.kind === 'vitals') last = { figures, message, state };
    },
  };
}
