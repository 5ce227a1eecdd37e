// The bridge as a whole: questions of the page one way, news for it the other.
import type { IpcMain } from 'electron';
import type { UpdateState } from '../../contract/desktop.ts';
import type { EngineLog } from '../../core/store/logs.ts';
import type { KeptPreferences } from '../preferences.ts';
import { answerBridge } from './answer.ts';
import { type DesktopParts, desktopAnswers } from './answers.ts';
import { tellPage } from './news.ts';

export interface BridgeParts extends DesktopParts {
  ipc: Pick<IpcMain, 'handle' | 'removeHandler'>;
  preferences: Pick<KeptPreferences, 'get' | 'set' | 'trouble' | 'onChange'>;
  updates: DesktopParts['updates'] & { onChange(listener: (now: UpdateState) => void): () => void };
  log: Pick<EngineLog, 'warn' | 'error'>;
}

/** The answer closes it. */
export function openBridge(parts: BridgeParts): () => void {
  const page = () => {
    const window = parts.window();
    return window === null || window.isDestroyed() ? null : window.webContents;
  };
  const ends = [
    answerBridge({ ipc: parts.ipc, own: page, answers: desktopAnswers(parts), log: parts.log }),
    parts.preferences.onChange((now) => tellPage(page(), { about: 'preferences', now })),
    parts.updates.onChange((now) => tellPage(page(), { about: 'updates', now })),
  ];
  return () => {
    for (const end of ends) end();
  };
}
