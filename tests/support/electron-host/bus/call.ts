// One call over the bus, without introspection first.
import { Message, type MessageBus, MessageType, type Variant } from 'dbus-next';

export interface BusCall {
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: unknown[];
}

export async function callOn(bus: MessageBus, call: BusCall): Promise<unknown[]> {
  const reply = await bus.call(new Message({ ...call, body: call.body ?? [] }));
  return reply?.body ?? [];
}

const driver = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };

/** Every signal that the rule names, from whoever sends it. */
export async function onSignal(bus: MessageBus, rule: string, listener: (message: Message) => void): Promise<void> {
  const wanted = Object.fromEntries([...rule.matchAll(/(\w+)='([^']*)'/g)].map(([, key, value]) => [key, value]));
  bus.on('message', (message) => {
    if (message.type !== MessageType.SIGNAL || message.member !== wanted.member) return;
    if (wanted.interface === undefined || message.interface === wanted.interface) listener(message);
  });
  await callOn(bus, { ...driver, member: 'AddMatch', signature: 's', body: [`type='signal',${rule}`] });
}

export async function isOwned(bus: MessageBus, name: string): Promise<boolean> {
  const [owned] = await callOn(bus, { ...driver, member: 'NameHasOwner', signature: 's', body: [name] });
  return owned === true;
}

export const watcher = 'org.kde.StatusNotifierWatcher';

/** A panel shows status items. */
export async function hasStatusHost(bus: MessageBus): Promise<boolean> {
  if (!(await isOwned(bus, watcher))) return false;
  const call = { destination: watcher, path: '/StatusNotifierWatcher', interface: 'org.freedesktop.DBus.Properties', member: 'Get' };
  const [found] = await callOn(bus, { ...call, signature: 'ss', body: [watcher, 'IsStatusNotifierHostRegistered'] }).catch(() => []); // gone
  return (found as Variant<boolean> | undefined)?.value === true;
}

/** Now if it is there, and each time when it comes. */
export async function whenOwned(bus: MessageBus, name: string, act: () => void): Promise<void> {
  await onSignal(bus, `interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${name}'`, ({ body: [which, , owner] }) => {
    if (which === name && owner !== '') act();
  });
  if (await isOwned(bus, name)) act();
}
