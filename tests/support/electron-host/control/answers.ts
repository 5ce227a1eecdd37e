// What the host does when a test asks.
import type { EventEmitter } from 'node:events';
import { app } from '../app.ts';
import { answerQuestion, openQuestions } from '../asked.ts';
import { mainBegan } from '../began.ts';
import { runningChromium } from '../browser/frame.ts';
import { BrowserWindow } from '../browser-window.ts';
import { preventable } from '../events.ts';
import { failures } from '../failures.ts';
import { startLoopback } from '../loopback.ts';
import { nativeTheme, powerMonitor } from '../machine.ts';
import { labelsOf, Menu } from '../menu.ts';
import { clipboard } from '../person.ts';
import { recorded } from '../record.ts';
import { screen } from '../screen.ts';
import { defaultSession } from '../session.ts';
import { wire } from '../worlds/wire.ts';
import type { CallName, Calls } from './contract.ts';

const emitters: Record<string, EventEmitter> = { app, screen, powerMonitor, nativeTheme };
const { pack, unpack } = wire();

function window(id: number): BrowserWindow {
  const found = BrowserWindow.fromId(id);
  if (!found) throw new Error(`there is no window ${id}`);
  return found;
}

function applicationMenu(): Menu {
  const menu = Menu.getApplicationMenu();
  if (!menu) throw new Error('the app has set no application menu');
  return menu;
}

export const answers: { [Name in CallName]: (ask: Calls[Name]['ask']) => Promise<Calls[Name]['answer']> | Calls[Name]['answer'] } = {
  pid: () => process.pid,
  began: mainBegan,
  async chromium() {
    const browser = await runningChromium();
    return browser ? { address: await browser.address, pid: browser.pid } : null;
  },
  windows: () => Promise.all(BrowserWindow.getAllWindows().map((each) => each.facts())),
  async person({ window: id, does }) {
    const meant = window(id);
    meant[does]();
    await meant.settled();
    return null;
  },
  recorded: () => [...recorded()],
  failures: () => [...failures()],
  emit({ on, event, args }) {
    const emitter = emitters[on];
    if (!emitter) throw new Error(`there is no ${on}`);
    const first = preventable();
    emitter.emit(event, first, ...args);
    return { prevented: first.defaultPrevented };
  },
  async ipc({ channel, args, from }) {
    const [first] = BrowserWindow.getAllWindows();
    if (!first) throw new Error('there is no window whose page could call');
    const answer = await first.webContents.receive({ kind: 'invoke', id: -1, channel, args: pack(args) }, from);
    return { ok: answer?.ok ?? false, value: unpack(answer?.value ?? null) };
  },
  questions: () => openQuestions(),
  answer({ question, answer }) {
    answerQuestion(question, answer);
    return null;
  },
  clipboard: () => clipboard.readText(),
  menu: () => labelsOf(applicationMenu()),
  choose({ path }) {
    applicationMenu().find(path).click();
    return null;
  },
  theme({ dark }) {
    nativeTheme.systemBecomes(dark);
    return null;
  },
  displays(areas) {
    screen.become(areas);
    return null;
  },
  permission: ({ permission, url }) => defaultSession.wouldAllow(BrowserWindow.getAllWindows()[0]?.webContents ?? null, permission, url),
  memory: () => process.memoryUsage(),
  port: () => startLoopback(),
};
