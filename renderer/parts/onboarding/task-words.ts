// What the last step does, in words.
import { clientName } from '../../../contract/words.ts';
import { type TextId, t } from '../../text.ts';
import { shortPath } from '../../view/groups.ts';
import type { Edit, Task } from '../../view/onboarding-plan.ts';

export function taskWords(task: Task, ownFile: string, home: string | null): string {
  switch (task.kind) {
    case 'config':
      return t('onboarding.do.config', { file: shortPath(ownFile, home) });
    case 'approve':
      return t('onboarding.do.approve', { name: task.server });
    case 'link':
    case 'unlink':
      return t(`onboarding.do.${task.kind}`, { title: task.title, file: shortPath(task.file, home) });
    case 'run':
      return t('onboarding.do.run');
  }
}

export function taskDetail(task: Task): string {
  if (task.kind !== 'config') return '';
  const names = (of: (edit: Edit) => string | null | undefined) => task.edits.flatMap((edit) => of(edit) ?? []).join(', ');
  const servers = (on: boolean) => names(({ path, value }) => (path[2] === 'enabled' && value === on ? path[1] : null));
  const sources = (on: boolean) => names(({ path, value }) => (path[0] === 'sources' && value === on ? clientName(path[1]!) : null));
  const said = (id: TextId, list: string) => (list === '' ? [] : [t(id, { names: list })]);
  const projects = names(({ path, value }) => (path[1] === 'projects' && Array.isArray(value) ? value.join(', ') : null));
  const idle = task.edits.find(({ path }) => path[1] === 'idle');
  const policy = task.edits.find(({ path }) => path[2] === 'policy');
  return [
    ...said('onboarding.do.config.read', sources(true)),
    ...said('onboarding.do.config.unread', sources(false)),
    ...said('onboarding.do.config.look', projects),
    ...said('onboarding.do.config.on', servers(true)),
    ...said('onboarding.do.config.off', servers(false)),
    ...(idle ? [t(idle.value === null ? 'onboarding.do.config.awake' : 'onboarding.do.config.sleep')] : []),
    ...(policy ? [t(policy.value === null ? 'onboarding.do.config.restart' : 'onboarding.do.config.leave')] : []),
  ].join('; ');
}
