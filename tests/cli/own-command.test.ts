import { expect, it } from 'vitest';
import { ownCommand } from '../../cli/own-command.ts';

const entry = '/app/resources/cli/main.js';

it.each([
  ['a Node', {}, { execPath: '/usr/bin/node', versions: {} }, { command: '/usr/bin/node', args: [entry] }],
  [
    'the binary of the packaged app, which is told to be a Node',
    {},
    { execPath: 'C:\\R\\Roundhouse.exe', versions: { electron: '45.4.1' } },
    { command: 'C:\\R\\Roundhouse.exe', args: [entry], env: { ELECTRON_RUN_AS_NODE: '1' } },
  ],
  [
    'the launcher of the packaged app, wherever its binary is mounted today',
    { ROUNDHOUSE_LAUNCHER: '/usr/lib/roundhouse/resources/bin/roundhouse' },
    { execPath: '/tmp/.mount_x/roundhouse-desktop', versions: { electron: '45.4.1' } },
    { command: '/usr/lib/roundhouse/resources/bin/roundhouse', args: [] },
  ],
])('the command line is run again by %s', (_, env, runtime, command) => {
  expect(ownCommand({ env, entry }, runtime)).toEqual(command);
});
