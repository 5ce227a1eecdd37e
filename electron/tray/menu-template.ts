// The menu as Electron takes it.
import type { MenuItemConstructorOptions, NativeImage } from 'electron';
import type { Glyph } from '../../contract/words.ts';
import type { Act, Perform } from '../acts.ts';
import type { MenuRow, PauseSpan, TrayAct } from './model.ts';

export interface TemplateParts {
  perform: Perform;
  picture(glyph: Glyph): NativeImage;
  now(): number;
}

export function menuTemplate(menu: readonly MenuRow[], parts: TemplateParts): MenuItemConstructorOptions[] {
  const click = (act: TrayAct) => () => void parts.perform(actAt(act, parts.now()));
  const icon = (glyph: Glyph | undefined) => (glyph === undefined ? {} : { icon: parts.picture(glyph) });
  return menu.map((row): MenuItemConstructorOptions => {
    if (row.kind === 'separator') return { type: 'separator' };
    if (row.kind === 'words') return { label: label(row.text), enabled: false };
    const shown = { label: label(row.text), ...icon(row.glyph) };
    return row.kind === 'act'
      ? { ...shown, click: click(row.act), ...(row.key && { accelerator: row.key }) }
      : { ...shown, submenu: row.rows.map(({ text, act }) => ({ label: label(text), click: click(act) })) };
  });
}

/** A single `&` would underline the letter behind it, and be gone. */
const label = (text: string): string => text.replaceAll('&', '&&');

/** A span begins when it is clicked, not when the menu was made. */
export function actAt(act: TrayAct, now: number): Act {
  return act.do === 'pause' ? { do: 'pause', until: new Date(endOf(act.span, now)).toISOString() } : act;
}

const minute = 60_000;
/** people are back, and see what is restarted */
const morning = 8;

function endOf(span: PauseSpan, now: number): number {
  if (span === '15min') return now + 15 * minute;
  if (span === '1h') return now + 60 * minute;
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  return tomorrow.setHours(morning, 0, 0, 0);
}
