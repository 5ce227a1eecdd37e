// What a test may ask of a running host, line by line as JSON over the socket that ELECTRON_HOST_CONTROL names.
import type { Question } from '../asked.ts';
import type { MenuLabels } from '../menu.ts';
import type { Recorded } from '../record.ts';

export interface WindowFacts {
  id: number;
  title: string;
  url: string;
  isVisible: boolean;
  isFocused: boolean;
  isMinimized: boolean;
  isMaximized: boolean;
  bounds: { x: number; y: number; width: number; height: number };
  /** of the DevTools protocol */
  targetId: string | null;
  preferences: Record<string, unknown>;
}

export interface Calls {
  pid: { ask: null; answer: number };
  /** when the main module began to be loaded, in milliseconds since 1970 */
  began: { ask: null; answer: number };
  /** the DevTools address at which playwright attaches; null: no window was opened yet */
  chromium: { ask: null; answer: { address: string; pid: number } | null };
  windows: { ask: null; answer: WindowFacts[] };
  /** what the person does with the window's frame */
  person: { ask: { window: number; does: 'close' | 'minimize' | 'maximize' | 'restore' | 'focus' | 'blur' }; answer: null };
  /** what went to the person's system, or would have */
  recorded: { ask: null; answer: Recorded[] };
  /** uncaught errors and rejections of the main process */
  failures: { ask: null; answer: string[] };
  /** emits on `app` or another object of Electron; `prevented`: whether a listener did so */
  emit: { ask: { on: string; event: string; args: unknown[] }; answer: { prevented: boolean } };
  /** an IPC call as a page at this address would make it */
  ipc: { ask: { channel: string; args: unknown[]; from: string }; answer: { ok: boolean; value: unknown } };
  /** dialogs that wait for the person */
  questions: { ask: null; answer: Question[] };
  answer: { ask: { question: number; answer: unknown }; answer: null };
  clipboard: { ask: null; answer: string };
  /** the application menu, which is not drawn here */
  menu: { ask: null; answer: MenuLabels[] };
  choose: { ask: { path: string[] }; answer: null };
  /** the system's theme */
  theme: { ask: { dark: boolean }; answer: null };
  displays: { ask: { x: number; y: number; width: number; height: number }[]; answer: null };
  /** what the session's handlers say to a page's wish, as a request and as a check */
  permission: { ask: { permission: string; url: string }; answer: { request: boolean | null; check: boolean | null } };
  /** of the main process, in bytes */
  memory: { ask: null; answer: NodeJS.MemoryUsage };
  /** the loopback port that stands in for the app's own schemes; 0: none yet */
  port: { ask: null; answer: number };
}

export type CallName = keyof Calls;
export interface Request {
  id: number;
  call: CallName;
  ask: unknown;
}
export type Answer = { id: number; ok: true; value: unknown } | { id: number; ok: false; error: string };
