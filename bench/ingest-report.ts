// The log bench in the form of the others; it can also be run alone.
import type { Bench } from './figures.ts';
import { main } from './ingest.ts';

export const ingest: Bench = {
  name: 'ingest',
  about: "servers' output to disk against a bare pipe, line split and file",
  async run() {
    const { results, ratio } = await main();
    const dropped = results.at(-1)!.droppedLines;
    return {
      rows: results.map((each) => ({ what: each.name, samples: [each.medianMBs], unit: 'MB/s', digits: 0 })),
      bars: [
        { what: 'share of the better bare one', value: ratio, unit: '×', limit: 0.6, kind: 'at least' },
        { what: 'lines dropped', value: dropped, unit: 'lines', limit: 0, kind: 'at most' },
      ],
      notes: [],
    };
  },
};
