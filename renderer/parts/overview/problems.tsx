import { TriangleAlert } from 'lucide-react';
import type { Snapshot } from '../../../contract/events.ts';
import { t } from '../../text.ts';
import { homeOf, shortPath } from '../../view/groups.ts';
import { Prose } from '../prose.tsx';
import { ShowInFolder } from '../show-in-folder.tsx';

/** Config files that could not be used: where, and what is wrong, and what to do. */
export function Problems({ snapshot }: { snapshot: Snapshot }) {
  const home = homeOf(snapshot.servers);
  return snapshot.problems.map((problem) => (
    <div className="banner warn" key={`${problem.file}:${problem.line}:${problem.message}`}>
      <TriangleAlert className="ic" size={16} aria-hidden="true" />
      <span className="grow">
        <b className="med">
          {problem.line === null
            ? shortPath(problem.file, home)
            : t('problem.where', { file: shortPath(problem.file, home), line: String(problem.line) })}
        </b>{' '}
        {problem.message}{' '}
        {problem.next !== null && (
          <span className="t2">
            <Prose text={problem.next} />
          </span>
        )}
      </span>
      <ShowInFolder path={problem.file} name={shortPath(problem.file, home)} />
    </div>
  ));
}
