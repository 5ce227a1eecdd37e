import { Download, RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { UpdateState } from '../../../contract/desktop.ts';
import { when } from '../../../contract/words.ts';
import { checkForUpdates, installUpdate, useUpdates } from '../../store/desktop.ts';
import { useNow } from '../../store/now.ts';
import { t } from '../../text.ts';
import { Row } from './row.tsx';

/** How far an update is. None is installed by itself. */
export function UpdateRow() {
  const state = useUpdates();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  if (state === null) return null;
  const canAsk = state.kind === 'none' || state.kind === 'failed';
  const check = async () => {
    setAsking(true);
    await checkForUpdates();
    setAsking(false);
  };
  return (
    <Row id="about.update" more={state.kind === 'off' ? state.reason : null} wrong={state.kind === 'failed' ? wordsOf(state, now) : null}>
      {state.kind !== 'off' && state.kind !== 'failed' && (
        <span className="num set-fact" role="status">
          {wordsOf(state, now)}
        </span>
      )}
      {canAsk && (
        <button type="button" className="btn s" aria-disabled={asking || undefined} onClick={() => !asking && void check()}>
          {t('set.update.check')}
        </button>
      )}
      {state.kind === 'available' && (
        <button type="button" className="btn s" onClick={() => void installUpdate()}>
          <Download className="ic" size={13} aria-hidden="true" />
          {t('set.update.download')}
        </button>
      )}
      {state.kind === 'ready' && (
        <button type="button" className="btn s pri" onClick={() => void installUpdate()}>
          <RotateCw className="ic" size={13} aria-hidden="true" />
          {t('set.update.restart')}
        </button>
      )}
    </Row>
  );
}

function wordsOf(state: Exclude<UpdateState, { kind: 'off' }>, now: number): string {
  switch (state.kind) {
    case 'none':
      return state.checkedAt === null ? t('set.update.unknown') : t('set.update.none', { when: when(Date.parse(state.checkedAt), now) });
    case 'available':
      return t('set.update.available', { version: state.version });
    case 'downloading':
      return t('set.update.downloading', { version: state.version, percent: Math.floor(state.percent) });
    case 'ready':
      return t('set.update.ready', { version: state.version });
    case 'failed':
      return t('set.update.failed', { reason: state.reason });
  }
}
