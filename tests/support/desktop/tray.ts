// The tray as the desk's panel sees it: over the bus.
import { createHash } from 'node:crypto';
import { type MessageBus, Variant } from 'dbus-next';
import { callOn, watcher } from '../electron-host/bus/call.ts';
import { menuPath } from '../electron-host/bus/status-item.ts';

export interface TrayRow {
  label: string;
  enabled: boolean;
  separator: boolean;
  checked: boolean | null;
  rows: TrayRow[];
}

type Layout = [id: number, properties: Record<string, Variant>, rows: Variant<Layout>[]];

export interface TrayView {
  /** null: the app has no tray item on the bus */
  name(): Promise<string | null>;
  /** a panel shows it */
  isShown(): Promise<boolean>;
  rows(): Promise<TrayRow[]>;
  /** the labels alone; what is below one, indented by two blanks; separators as `-` */
  menu(): Promise<string[]>;
  click(path: string[]): Promise<void>;
  tooltip(): Promise<string>;
  /** of the first pixmap */
  icon(): Promise<{ width: number; height: number; hash: string; argb: Buffer }>;
  activate(): Promise<void>;
}

const item = { path: '/StatusNotifierItem', interface: 'org.kde.StatusNotifierItem' };
const properties = 'org.freedesktop.DBus.Properties';

export function trayOf(bus: MessageBus, pid: () => Promise<number>): TrayView {
  async function name(): Promise<string | null> {
    const driver = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };
    const [names] = await callOn(bus, { ...driver, member: 'ListNames' });
    return (names as string[]).find((each) => each.startsWith(`org.kde.StatusNotifierItem-${pidNow}-`)) ?? null;
  }
  let pidNow = 0;
  const find = async (): Promise<string> => {
    pidNow = await pid();
    const found = await name();
    if (!found) throw new Error(`process ${pidNow} has no tray item on the bus`);
    return found;
  };
  const property = async (which: string): Promise<unknown> => {
    const body = [item.interface, which];
    const [value] = await callOn(bus, {
      destination: await find(),
      path: item.path,
      interface: properties,
      member: 'Get',
      signature: 'ss',
      body,
    });
    return (value as Variant).value;
  };
  const onMenu = async (member: string, signature: string, body: unknown[]) =>
    callOn(bus, { destination: await find(), path: menuPath, interface: 'com.canonical.dbusmenu', member, signature, body });
  const layout = async (): Promise<Layout> => {
    const [, root] = await onMenu('GetLayout', 'iias', [0, -1, []]);
    return root as Layout;
  };

  return {
    async name() {
      pidNow = await pid();
      return name();
    },
    async isShown() {
      const call = { destination: watcher, path: '/StatusNotifierWatcher', interface: properties, member: 'Get', signature: 'ss' };
      const [items] = await callOn(bus, { ...call, body: [watcher, 'RegisteredStatusNotifierItems'] }).catch(() => [new Variant('as', [])]); // no panel
      const own = await find();
      return ((items as Variant).value as string[]).some((each) => each.startsWith(own));
    },
    rows: async () => (await layout())[2].map(({ value }) => rowOf(value)),
    menu: async () => (await layout())[2].flatMap(({ value }) => lines(rowOf(value), '')),
    async click(path) {
      let [, , rows] = await layout();
      let id = 0;
      for (const [depth, label] of path.entries()) {
        const found = rows.find(({ value }) => rowOf(value).label === label)?.value;
        if (!found)
          throw new Error(
            `there is no "${path.slice(0, depth + 1).join(' > ')}" in the tray: ${rows.map(({ value }) => rowOf(value).label).join(' | ')}`,
          );
        [id, , rows] = found;
      }
      await onMenu('Event', 'isvu', [id, 'clicked', new Variant('s', ''), 0]);
    },
    tooltip: async () => String(((await property('ToolTip')) as unknown[])[2]),
    async icon() {
      const [[width, height, argb]] = (await property('IconPixmap')) as [[number, number, Buffer]];
      return { width, height, argb, hash: createHash('sha256').update(argb).digest('hex').slice(0, 16) };
    },
    async activate() {
      await callOn(bus, { destination: await find(), ...item, member: 'Activate', signature: 'ii', body: [0, 0] });
    },
  };
}

function rowOf([, said, rows]: Layout): TrayRow {
  const text = String(said.label?.value ?? '');
  return {
    label: text.replaceAll(/_(_?)/g, '$1'),
    enabled: said.enabled?.value !== false,
    separator: said.type?.value === 'separator',
    checked: said['toggle-type'] ? said['toggle-state']?.value === 1 : null,
    rows: rows.map(({ value }) => rowOf(value)),
  };
}

function lines(row: TrayRow, indent: string): string[] {
  return [`${indent}${row.separator ? '-' : row.label}`, ...row.rows.flatMap((each) => lines(each, `${indent}  `))];
}
