import { t as say } from '../../text.ts';
import { columnsOf, rowsOf } from '../../view/chart-rows.ts';
import { momentOf } from '../../view/moments.ts';
import type { Chart } from '../../view/server-charts.ts';

/** The same numbers as the chart's, with headers: for whoever cannot see it, or wants to copy them. */
export function ChartTable({ title, range, frame, lines, marks, down, absent, format }: Chart) {
  const columns = columnsOf(lines);
  const caption = say('metrics.chart', { title, range: say(`metrics.last.${range}`) });
  const moment = (t: number) => momentOf(range, t);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="chart-table" tabIndex={0} aria-label={caption}>
      <table>
        <caption className="sr">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{say('metrics.table.time')}</th>
            {columns.map((column) => (
              <th key={column.title} scope="col">
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(lines, frame.stepMs, { marks, down, absent }).map((row) => (
            <tr key={`${row.kind} ${row.t}`} className={row.kind}>
              {row.kind === 'point' ? (
                <>
                  <th scope="row">{moment(row.t)}</th>
                  {row.cells.map((cell, index) => (
                    <td key={columns[index]!.title}>{format(cell)}</td>
                  ))}
                </>
              ) : (
                <>
                  <th scope="row">{moment(row.t)}</th>
                  <td colSpan={columns.length}>
                    {row.kind === 'mark' ? row.text : say(`metrics.table.${row.kind}`, { from: moment(row.t), to: moment(row.to) })}
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
