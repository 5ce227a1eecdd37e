// Files that the programs of a desk read at their start.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A bus that starts nothing by itself beside the panel's settings: with the system's services a notification daemon would come up. */
export function writeBusConfig(folder: string, address: string): string {
  const services = join(folder, 'services');
  mkdirSync(services, { recursive: true });
  try {
    copyFileSync('/usr/share/dbus-1/services/org.xfce.Xfconf.service', join(services, 'org.xfce.Xfconf.service'));
  } catch {} // not installed: no panel either
  const file = join(folder, 'bus.conf');
  const policy = '<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>';
  writeFileSync(
    file,
    `<busconfig><type>session</type><listen>${address}</listen><servicedir>${services}</servicedir>${policy}</busconfig>\n`,
  );
  return file;
}

/** A panel at the upper edge with the status items at its right end. */
export function writePanelConfig(config: string): void {
  const folder = join(config, 'xfce4', 'xfconf', 'xfce-perchannel-xml');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'xfce4-panel.xml'),
    `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/><value type="int" value="2"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator"><property name="expand" type="bool" value="true"/></property>
    <property name="plugin-2" type="string" value="systray"><property name="square-icons" type="bool" value="true"/></property>
  </property>
</channel>
`,
  );
}
