import type { AnswerOf } from '../../contract/routes/table.ts';
import { glyphOf, labelOf, nothing, toneOf } from '../../contract/words.ts';
import { runningEngine } from '../engine.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { isTrouble, pick } from '../pick.ts';
import { glyphText } from '../print/glyphs.ts';
import { sanitise } from '../print/sanitise.ts';
import { latencyWords } from '../print/server-table.ts';
import { table } from '../print/table.ts';

type Report = AnswerOf<'serverHealth'>;

export async function health(io: Io, names: string[]): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const views = pick(await client.listServers(), names);
  // what is down because somebody wanted it down is not ill; when it was named, it is asked all the same
  const down = ['idle', 'disabled', 'stopped'];
  const asked = names.length > 0 ? views : views.filter((view) => view.wanted === 'up' && !down.includes(view.state));
  const reports = await Promise.all(asked.map((view) => client.serverHealth({ name: view.name })));
  if (io.json) io.printJson(reports);
  else if (reports.length === 0) io.say('Nothing to check: no server is wanted up.');
  else {
    const columns = [
      { title: 'NAME', min: 10 },
      { title: 'CHECK' },
      { title: 'TIME', align: 'right' as const },
      { title: 'STATE' },
      { title: 'REASON', min: 20 },
    ];
    for (const line of table(
      columns,
      reports.map((report) => rowOf(report, io)),
      io.width,
      io.out.dim,
    ))
      io.print(line);
  }
  return reports.some((report) => !report.ok || isTrouble(report)) ? exit.trouble : exit.done;
}

function rowOf(report: Report, { out, shapes }: Io) {
  const check = report.ok ? 'passed' : 'failed';
  return [
    { text: sanitise(report.name, false), paint: out.bold },
    { text: check, paint: (text: string) => out.tone(report.ok ? 'ok' : 'fail', text) },
    report.latencyMs === null ? nothing : latencyWords(report.latencyMs),
    {
      text: `${glyphText(glyphOf(report.state), shapes)} ${labelOf(report.state)}`,
      paint: (text: string) => out.tone(toneOf(report.state), text),
    },
    sanitise(report.reason ?? '', false),
  ];
}
