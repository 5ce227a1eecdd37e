// The lower half of the menu, which is the same in every state but for what is paused.
import type { Snapshot } from '../../contract/events.ts';
import { pausedWords } from '../../contract/words.ts';
import type { MenuRow, PauseSpan, TrayFacts } from './model.ts';
import { t } from './words.ts';

const spans: readonly PauseSpan[] = ['15min', '1h', 'tomorrow'];

/** `told`: the pause stands above already, with the way out of it */
export function rowsOfPause({ engine, servers }: Snapshot, { told }: { told: boolean }): MenuRow[] {
  const rows: MenuRow[] = engine.url === null ? [] : [{ kind: 'act', text: t('copy'), act: { do: 'copy-gateway' } }];
  if (told) return rows;
  if (engine.paused) {
    return [...rows, { kind: 'words', text: pausedWords(engine.paused) }, { kind: 'act', text: t('resume'), act: { do: 'resume' } }];
  }
  // nothing to suspend
  if (servers.length === 0) return rows;
  return [
    ...rows,
    { kind: 'more', text: t('pause'), rows: spans.map((span) => ({ text: t(`pause.${span}`), act: { do: 'pause', span } })) },
  ];
}

export function rowsOfTail({ platform, engine }: TrayFacts): MenuRow[][] {
  const isMac = platform === 'darwin';
  const settings: MenuRow = {
    kind: 'act',
    text: t(isMac ? 'settings.more' : 'settings'),
    act: { do: 'open', to: 'settings' },
    ...(isMac && { key: 'Cmd+,' }),
  };
  const quit: MenuRow = { kind: 'act', text: quitWords(platform, engine), act: { do: 'quit' }, ...(isMac && { key: 'Cmd+Q' }) };
  const open: MenuRow = { kind: 'act', text: t('open'), act: { do: 'open' } };
  if (platform === 'win32') return [[settings, quit]];
  return isMac ? [[open, settings], [quit]] : [[open, settings, quit]];
}

/** Only what this app started ends with it. */
function quitWords(platform: NodeJS.Platform, engine: TrayFacts['engine']): string {
  if (engine === 'attached') return t(platform === 'win32' ? 'exit.attached' : 'quit.attached');
  return t(platform === 'win32' ? 'exit' : platform === 'darwin' ? 'quit.app' : 'quit');
}
