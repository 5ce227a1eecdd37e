// Asked of a real session bus: nobody shows icons, somebody does, comes and goes, or does not answer.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { linuxTrayHost, type TrayHost } from '../../../electron/tray/host.ts';
import { addressOf } from '../../../electron/tray/session-bus.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

const ended = <T extends { close(): void }>(one: T): T => {
  ends.push(() => one.close());
  return one;
};

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'rh-bus-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 200) throw new Error(`never came: ${holds}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe('the address of the session bus', () => {
  it.each([
    ['unix:path=/run/user/1000/bus', '/run/user/1000/bus'],
    ['unix:path=/tmp/dbus-x,guid=ab12', '/tmp/dbus-x'],
    ['unix:guid=ab12,path=/tmp/a%20b', '/tmp/a b'],
    ['unix:abstract=/tmp/dbus-x,guid=ab', '\0/tmp/dbus-x'],
    ['tcp:host=localhost,port=1;unix:path=/second', '/second'],
    ['autolaunch:', null],
  ])('%s', (DBUS_SESSION_BUS_ADDRESS, address) => expect(addressOf({ DBUS_SESSION_BUS_ADDRESS })).toBe(address));

  it('is where it usually is when nothing names it', () => {
    expect(addressOf({ XDG_RUNTIME_DIR: '/run/user/7' })).toBe('/run/user/7/bus');
    expect(addressOf({})).toBeNull();
  });
});

describe('nobody answers', () => {
  it('without a bus', async () => {
    expect(await ended(linuxTrayHost({})).isThere()).toBe(false);
    expect(await ended(linuxTrayHost({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' })).isThere()).toBe(false);
  });

  it('for longer than it may', async () => {
    const path = join(folder(), 'bus');
    const server: Server = createServer(() => undefined).listen(path);
    ends.push(() => void server.close());
    const begun = performance.now();
    expect(await ended(linuxTrayHost({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` }, 200)).isThere()).toBe(false);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it('in the language of a bus', async () => {
    const path = join(folder(), 'bus');
    const server: Server = createServer((socket) => void socket.end('HTTP/1.1 400\r\n\r\n')).listen(path);
    ends.push(() => void server.close());
    expect(await ended(linuxTrayHost({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` })).isThere()).toBe(false);
  });
});

const hasBus = ['/usr/bin/dbus-daemon', '/usr/bin/python3'].every(existsSync) && hasDbusPython();
function hasDbusPython(): boolean {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'from gi.repository import Gio'], { stdio: 'ignore' });
    return true;
  } catch {
    // it is not installed: told below
    return false;
  }
}
if (!hasBus && process.env.REQUIRE_ALL !== '1') console.log('left out: tray hosts on a real bus (apt-get install -y dbus python3-gi)');

/** a bus of our own */
async function realBus(): Promise<{ address: string; daemon: ChildProcess }> {
  const address = `unix:path=${join(folder(), 'bus')}`;
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address', `--address=${address}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  ends.push(() => void daemon.kill('SIGKILL'));
  await new Promise((ready) => daemon.stdout!.once('data', ready));
  return { address, daemon };
}

/** the watcher that a desktop has, which says whether a host is registered with it; each line on its stdin changes that */
const watcherProgram = `
import sys
from gi.repository import Gio, GLib
xml = """<node><interface name="org.kde.StatusNotifierWatcher"><property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
<signal name="StatusNotifierHostRegistered"/><signal name="StatusNotifierHostUnregistered"/></interface></node>"""
state = {"host": sys.argv[1] == "host"}
loop = GLib.MainLoop()
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object("/StatusNotifierWatcher", Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0], None, lambda *a: GLib.Variant("b", state["host"]), None)
def line(source, condition):
    word = sys.stdin.readline().strip()
    if word == "": loop.quit(); return False
    state["host"] = word == "host"
    bus.emit_signal(None, "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher", "StatusNotifierHost" + ("Registered" if state["host"] else "Unregistered"), None)
    return True
GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, line)
Gio.bus_own_name_on_connection(bus, "org.kde.StatusNotifierWatcher", 0, lambda *a: print("owned", flush=True), None)
loop.run()
`;

async function realWatcher(address: string, host: 'host' | 'none'): Promise<ChildProcess> {
  const child = spawn('/usr/bin/python3', ['-c', watcherProgram, host], {
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: address },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  ends.push(() => void child.kill('SIGKILL'));
  await new Promise((ready) => child.stdout!.once('data', ready));
  return child;
}

const patient = (address: string): TrayHost => ended(linuxTrayHost({ DBUS_SESSION_BUS_ADDRESS: address }, 5000));

describe.skipIf(!hasBus && process.env.REQUIRE_ALL !== '1')('on a real bus', () => {
  it('knows that nobody shows icons, and hears when somebody comes and goes', async () => {
    const { address } = await realBus();
    const host = patient(address);
    const heard: boolean[] = [];
    host.onChange((isThere) => heard.push(isThere));
    expect(await host.isThere()).toBe(false);
    expect(heard).toEqual([]);
    const watcher = await realWatcher(address, 'host');
    await until(() => heard.length === 1);
    expect(await host.isThere()).toBe(true);
    watcher.kill('SIGKILL');
    await until(() => heard.length === 2);
    expect(heard).toEqual([true, false]);
  });

  it('does not take a watcher for somebody who shows icons', async () => {
    const { address } = await realBus();
    const watcher = await realWatcher(address, 'none');
    const host = patient(address);
    expect(await host.isThere()).toBe(false);
    const heard: boolean[] = [];
    host.onChange((isThere) => heard.push(isThere));
    watcher.stdin!.write('host\n');
    await until(() => heard.length === 1);
    watcher.stdin!.write('none\n');
    await until(() => heard.length === 2);
    expect(heard).toEqual([true, false]);
  });

  it('says no when the bus ends, and asks the next one that is there', async () => {
    const { address, daemon } = await realBus();
    await realWatcher(address, 'host');
    const host = patient(address);
    expect(await host.isThere()).toBe(true);
    const heard: boolean[] = [];
    host.onChange((isThere) => heard.push(isThere));
    daemon.kill('SIGKILL');
    await until(() => heard.length === 1);
    expect(heard).toEqual([false]);
    expect(await host.isThere()).toBe(false);
  });

  it('counts no time in which this process was busy itself: the answer lay there unread', async () => {
    const { address } = await realBus();
    await realWatcher(address, 'host');
    const host = ended(linuxTrayHost({ DBUS_SESSION_BUS_ADDRESS: address }, 600));
    const asked = host.isThere();
    const end = performance.now() + 900;
    while (performance.now() < end);
    expect(await asked).toBe(true);
  });

  it('answers many questions at once, each with its own answer', async () => {
    const { address } = await realBus();
    await realWatcher(address, 'host');
    const host = patient(address);
    expect(await Promise.all(Array.from({ length: 20 }, () => host.isThere()))).toEqual(Array.from({ length: 20 }, () => true));
  });
});
