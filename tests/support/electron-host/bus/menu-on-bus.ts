// A menu as com.canonical.dbusmenu. Numbers of rows are never used twice: a click on a row of a menu that was replaced meanwhile hits
// nothing, not another row.
import dbus, { Variant } from 'dbus-next';
import type { Menu, MenuItem } from '../menu.ts';
import { imageOf } from '../native-image.ts';

const { Interface } = dbus.interface;
type Row = { id: number; item: MenuItem | null; rows: Row[] };
type Layout = [id: number, properties: Record<string, Variant>, rows: Variant[]];

export class MenuOnBus extends Interface {
  #root: Row = { id: 0, item: null, rows: [] };
  #byId = new Map<number, Row>();
  #lastId = 0;
  #revision = 1;
  readonly Version = 3;
  readonly TextDirection = 'ltr';
  readonly Status = 'normal';
  readonly IconThemePath: string[] = [];

  constructor() {
    super('com.canonical.dbusmenu');
  }

  show(menu: Menu | null): void {
    this.#byId.clear();
    this.#root = { id: 0, item: null, rows: menu ? this.#rows(menu) : [] };
    this.#byId.set(0, this.#root);
    this.#revision++;
    this.LayoutUpdated(this.#revision, 0);
  }

  #rows(menu: Menu): Row[] {
    return menu.items
      .filter((item) => item.visible)
      .map((item) => {
        const row: Row = { id: ++this.#lastId, item, rows: item.submenu ? this.#rows(item.submenu) : [] };
        this.#byId.set(row.id, row);
        return row;
      });
  }

  GetLayout(parent: number, depth: number): [revision: number, layout: Layout] {
    return [this.#revision, layout(this.#byId.get(parent) ?? this.#root, depth)];
  }
  GetGroupProperties(ids: number[]): [number, Record<string, Variant>][] {
    const rows = ids.length > 0 ? ids.flatMap((id) => this.#byId.get(id) ?? []) : [...this.#byId.values()];
    return rows.map((row) => [row.id, properties(row)]);
  }
  GetProperty(id: number, name: string): Variant {
    const row = this.#byId.get(id);
    return (row && properties(row)[name]) ?? new Variant('s', '');
  }
  Event(id: number, what: string): void {
    const item = this.#byId.get(id)?.item;
    // after the reply: what a click sets off may take its time
    if (what === 'clicked' && item?.enabled) setImmediate(item.click);
  }
  EventGroup(events: [number, string, Variant, number][]): number[] {
    for (const [id, what] of events) this.Event(id, what);
    return [];
  }
  AboutToShow(): boolean {
    return false;
  }
  AboutToShowGroup(): [number[], number[]] {
    return [[], []];
  }
  LayoutUpdated(revision: number, parent: number): [number, number] {
    return [revision, parent];
  }
}

function layout(row: Row, depth: number): Layout {
  const below = depth === 0 ? [] : row.rows.map((each) => new Variant('(ia{sv}av)', layout(each, depth - 1)));
  return [row.id, properties(row), below];
}

function properties({ item, rows }: Row): Record<string, Variant> {
  if (!item) return { 'children-display': new Variant('s', 'submenu') };
  if (item.type === 'separator') return { type: new Variant('s', 'separator'), visible: new Variant('b', true) };
  const said: Record<string, Variant> = {
    label: new Variant('s', withMnemonic(item.label)),
    enabled: new Variant('b', item.enabled),
    visible: new Variant('b', true),
  };
  const picture = item.icon === undefined ? undefined : imageOf(item.icon).toPNG();
  if (picture && picture.length > 0) said['icon-data'] = new Variant('ay', picture);
  if (rows.length > 0) said['children-display'] = new Variant('s', 'submenu');
  if (item.type === 'checkbox' || item.type === 'radio') {
    said['toggle-type'] = new Variant('s', item.type === 'radio' ? 'radio' : 'checkmark');
    said['toggle-state'] = new Variant('i', item.checked ? 1 : 0);
  }
  return said;
}

/** `&` marks a mnemonic for Electron, `_` on the bus; doubled, each is itself. */
function withMnemonic(label: string): string {
  return label.replaceAll('_', '__').replaceAll(/&(&?)/g, (_, second: string) => (second ? '&' : '_'));
}

MenuOnBus.configureMembers({
  properties: {
    Version: { signature: 'u', access: 'read' },
    TextDirection: { signature: 's', access: 'read' },
    Status: { signature: 's', access: 'read' },
    IconThemePath: { signature: 'as', access: 'read' },
  },
  methods: {
    GetLayout: { inSignature: 'iias', outSignature: 'u(ia{sv}av)' },
    GetGroupProperties: { inSignature: 'aias', outSignature: 'a(ia{sv})' },
    GetProperty: { inSignature: 'is', outSignature: 'v' },
    Event: { inSignature: 'isvu', outSignature: '' },
    EventGroup: { inSignature: 'a(isvu)', outSignature: 'ai' },
    AboutToShow: { inSignature: 'i', outSignature: 'b' },
    AboutToShowGroup: { inSignature: 'ai', outSignature: 'aiai' },
  },
  signals: { LayoutUpdated: { signature: 'ui' } },
});
