// org.kde.StatusNotifierItem, with the properties that Chromium gives its own.
import dbus from 'dbus-next';
import type { Pixels } from '../png.ts';

const { Interface } = dbus.interface;
type Pixmap = [width: number, height: number, argb: Buffer];

export const menuPath = '/com/canonical/dbusmenu';

export class StatusItem extends Interface {
  readonly Category = 'ApplicationStatus';
  readonly Id: string;
  readonly Title = '';
  readonly Status = 'Active';
  readonly WindowId = 0;
  readonly IconName = '';
  readonly IconThemePath = '';
  readonly OverlayIconName = '';
  readonly AttentionIconName = '';
  readonly AttentionMovieName = '';
  readonly OverlayIconPixmap: Pixmap[] = [];
  readonly AttentionIconPixmap: Pixmap[] = [];
  readonly ItemIsMenu = false;
  readonly Menu = menuPath;
  IconPixmap: Pixmap[] = [];
  ToolTip: [string, Pixmap[], string, string] = ['', [], '', ''];
  onActivate: () => void = () => {};
  onSecondary: () => void = () => {};

  constructor(number: number) {
    super('org.kde.StatusNotifierItem');
    this.Id = `chrome_status_icon_${number}`;
  }

  setIcon(images: Pixels[]): void {
    this.IconPixmap = images.map(({ width, height, rgba }) => [width, height, toArgb(rgba)]);
    this.NewIcon();
  }
  setToolTip(text: string): void {
    this.ToolTip = ['', [], text, ''];
    this.NewToolTip();
  }

  Activate(_x: number, _y: number): void {
    setImmediate(() => this.onActivate());
  }
  SecondaryActivate(_x: number, _y: number): void {
    setImmediate(() => this.onSecondary());
  }
  /** the tray's host shows the menu by itself */
  ContextMenu(_x: number, _y: number): void {}
  Scroll(_delta: number, _orientation: string): void {}
  NewIcon(): void {}
  NewToolTip(): void {}
}

/** As the specification wants it: alpha first. */
function toArgb(rgba: Buffer): Buffer {
  const argb = Buffer.alloc(rgba.length);
  for (let at = 0; at < rgba.length; at += 4) argb.writeUInt32BE(((rgba[at + 3]! << 24) | (rgba.readUInt32BE(at) >>> 8)) >>> 0, at);
  return argb;
}

const signatures = {
  Category: 's',
  Id: 's',
  Title: 's',
  Status: 's',
  WindowId: 'i',
  IconName: 's',
  IconThemePath: 's',
  IconPixmap: 'a(iiay)',
  OverlayIconName: 's',
  OverlayIconPixmap: 'a(iiay)',
  AttentionIconName: 's',
  AttentionIconPixmap: 'a(iiay)',
  AttentionMovieName: 's',
  ToolTip: '(sa(iiay)ss)',
  ItemIsMenu: 'b',
  Menu: 'o',
};

StatusItem.configureMembers({
  properties: Object.fromEntries(Object.entries(signatures).map(([name, signature]) => [name, { signature, access: 'read' }])),
  methods: {
    Activate: { inSignature: 'ii', outSignature: '' },
    SecondaryActivate: { inSignature: 'ii', outSignature: '' },
    ContextMenu: { inSignature: 'ii', outSignature: '' },
    Scroll: { inSignature: 'is', outSignature: '' },
  },
  signals: { NewIcon: { signature: '' }, NewToolTip: { signature: '' } },
});
