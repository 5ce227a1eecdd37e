import type { Message } from '../../contract/words/catalogue.ts';

/** The words of the Dependencies page. */
export const dependencyText = {
  'nav.dependencies': 'Dependencies',
  'deps.count': { one: '{n} with dependencies', other: '{n} with dependencies' },
  'deps.lede': 'What starts first stands left. A server starts once everything it needs is ready, and stops before it.',
  'deps.graph': 'Graph of dependencies',
  'deps.list': 'All of them as a list',
  'deps.server': 'Server',
  'deps.state': 'State',
  'deps.needs': 'Needs',
  'deps.users': 'Needed by',
  'deps.now': 'Now',
  'deps.missing': 'Not defined',
  'deps.nothing': 'nothing',
  'deps.fine': 'Nothing stands in its way',
  'deps.refused': 'Cannot start: {reason}',
  'deps.blocked': 'Blocked by {names}',
  'deps.without': 'Runs without {names}',
  'deps.waits': 'Waits for {names}',
  'deps.would': 'Would wait for {names}',
  'deps.blocker': '{name} ({state})',
  'deps.blocks': { one: 'Holds up {n} server', other: 'Holds up {n} servers' },
  'deps.ok': 'Nothing is blocked',
  'deps.some': { one: '{n} blocked', other: '{n} blocked' },
  'deps.unknown': 'State unknown',
  'deps.empty': 'No server depends on another',
  'deps.empty.why':
    'With dependsOn a server or service starts only when others are ready, and stops before them. Write it into roundhouse.yaml; it applies as soon as the file is saved:',
  'deps.empty.example':
    'services:\n  api:\n    command: [node, api.mjs]\n    dependsOn: [database]\n\nservers:\n  search:\n    dependsOn: [api]',
} satisfies Record<string, Message>;
