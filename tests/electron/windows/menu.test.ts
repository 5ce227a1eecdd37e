import { expect, it } from 'vitest';
import type { Act } from '../../../electron/acts.ts';
import { applicationMenu } from '../../../electron/windows/menu.ts';

type Item = ReturnType<typeof applicationMenu>[number];
const done: Act[] = [];
const menuOn = (platform: NodeJS.Platform) => applicationMenu(platform, async (act) => void done.push(act));
const under = ({ submenu }: Item) =>
  (submenu as Item[]).map(({ role, type, label, accelerator }) =>
    accelerator ? `${label} [${accelerator}]` : (role ?? (type === 'separator' ? '-' : label)),
  );

const settings = 'Settings… [CommandOrControl+,]';
const quit = 'Quit Roundhouse [CommandOrControl+Q]';
const rest = [
  ['Edit', 'undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'],
  ['View', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'],
  ['Window', 'minimize', 'close'],
];

it.each<[NodeJS.Platform, string[]]>([
  ['darwin', ['about', '-', settings, '-', 'hide', 'hideOthers', 'unhide', '-', quit]],
  ['win32', [settings, '-', quit]],
  ['linux', [settings, '-', quit]],
])('on %s it has what is known there, and every key that copies and zooms', (platform, own) => {
  expect(menuOn(platform).map((menu) => [menu.label, ...under(menu)])).toEqual([['Roundhouse', ...own], ...rest]);
});

it('quits and opens the settings by the app itself, never past whoever has to be asked', () => {
  const [own] = menuOn('darwin');
  for (const item of own!.submenu as Item[]) (item.click as (() => void) | undefined)?.();
  expect(done).toEqual([{ do: 'open', to: 'settings' }, { do: 'quit' }]);
  expect(JSON.stringify(menuOn('darwin'))).not.toContain('"role":"quit"');
});
