// A menu as lines of text: what a person reads, in its order.
import type { MenuRow } from '../../../electron/tray/model.ts';

export function written(menu: readonly MenuRow[]): string[] {
  return menu.map((row) => {
    if (row.kind === 'separator') return '-';
    if (row.kind === 'words') return row.text;
    const mark = row.glyph ? `(${row.glyph}) ` : '';
    return row.kind === 'more' ? `${mark}${row.text} >` : `${mark}${row.text}${row.key ? ` [${row.key}]` : ''}`;
  });
}

/** what stands under a row */
export function under(menu: readonly MenuRow[], text: string): string[] {
  const row = menu.find((one) => one.kind === 'more' && one.text === text);
  if (row?.kind !== 'more') throw new Error(`no submenu ${text} in ${written(menu).join(' | ')}`);
  return row.rows.map((one) => one.text);
}
