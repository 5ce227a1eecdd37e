import { Layers } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { ServerView } from '../../../contract/server.ts';
import { changeConfig } from '../../store/config.ts';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import { originals } from '../../view/acts.ts';
import { movesTo } from '../../view/group-moves.ts';
import { MenuButton } from '../menu-button.tsx';

interface Props {
  views: readonly ServerView[];
  /** all that there are */
  groups: readonly string[];
  blocked: string | null;
}

/** Puts the chosen servers into one group, in the own config. */
export function MoveToGroup({ views, groups, blocked }: Props) {
  const [naming, setNaming] = useState(false);
  const moved = originals(views).map(({ name }) => name);
  const move = (group: string | null) => void moveTo(group, moved);
  const count = t('bulk.servers', { n: moved.length });
  if (moved.length === 0) return null;
  return (
    <>
      <MenuButton
        className="btn s"
        name={t('act.of', { act: t('bulk.move'), name: count })}
        blocked={blocked}
        items={[
          ...groups.map((group) => ({ label: group, act: () => move(group) })),
          { label: t('bulk.move.new'), act: () => setNaming(true) },
          ...(views.some((view) => view.groups.length > 0) ? [{ label: t('bulk.move.none'), act: () => move(null) }] : []),
        ]}
      >
        <Layers className="ic" size={13} strokeWidth={2.1} aria-hidden="true" />
        {t('bulk.move')}
      </MenuButton>
      {naming && <NewGroup verb={t('bulk.move.verb', { servers: count })} onName={move} onClose={() => setNaming(false)} />}
    </>
  );
}

async function moveTo(group: string | null, names: string[]): Promise<void> {
  try {
    const { values } = await client.config({});
    const edits = movesTo(group, names, values);
    const servers = t('bulk.servers', { n: names.length });
    if (edits.length > 0)
      await changeConfig(edits, group === null ? t('bulk.ungrouped', { servers }) : t('bulk.moved', { servers, group }));
  } catch (error) {
    toast(t('bulk.not-moved', { reason: inWords(error) }), { tone: 'fail' });
  }
}

function NewGroup({ verb, onName, onClose }: { verb: string; onName(name: string): void; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [name, setName] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{t('bulk.new.title')}</h2>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() === '') return;
          dialog.current?.close();
          onName(name.trim());
        }}
      >
        <label className="field">
          <span className="sr">{t('bulk.new.name')}</span>
          <input value={name} maxLength={100} placeholder={t('bulk.new.name')} onChange={(event) => setName(event.target.value)} />
        </label>
        <footer className="new-group">
          <button type="button" className="btn" onClick={() => dialog.current?.close()}>
            {t('confirm.cancel')}
          </button>
          <button type="submit" className="btn pri" aria-disabled={name.trim() === '' ? true : undefined}>
            {verb}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
