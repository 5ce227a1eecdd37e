import { memo } from 'react';
import { useStore } from '../../store/page-state.ts';
import { choose, clearSelection, pick, selectionStore } from '../../store/selection.ts';
import { t } from '../../text.ts';

/**
 * Chooses a server for what is done to several at once; with Shift all from the one that was chosen last. By itself: React writes type and
 * name of a box anew whenever what is around it is drawn, and the browser lays it out anew for that.
 */
export const SelectBox = memo(function SelectBox({ name, tabIndex }: { name: string; tabIndex: number }) {
  const chosen = useStore(selectionStore, (selection) => selection.chosen.has(name));
  return (
    <input
      type="checkbox"
      className="check"
      aria-label={t('select.of', { name })}
      title={t('select.tip')}
      checked={chosen}
      tabIndex={tabIndex}
      data-act="select"
      onChange={(event) => pick(name, (event.nativeEvent as MouseEvent).shiftKey === true)}
    />
  );
});

/** Chooses all that are shown, or none. */
export function SelectAll({ names }: { names: readonly string[] }) {
  const count = useStore(selectionStore, (selection) => names.filter((name) => selection.chosen.has(name)).length);
  const all = count === names.length;
  return (
    <input
      ref={(box) => {
        if (box) box.indeterminate = count > 0 && !all;
      }}
      type="checkbox"
      className="check"
      aria-label={t('select.all')}
      title={t('select.all')}
      checked={all}
      onChange={() => (all ? clearSelection() : choose(names))}
    />
  );
}
