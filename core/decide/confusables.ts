// Letters that look like others. Not the whole Unicode table: the ones that stand for Latin letters and digits in every usual font.
const pairs =
  // Cyrillic
  'аa вb сc ԁd еe һh іi јj ӏl мm оo рp ԛq ѕs тt ѵv ԝw хx уy ѐe ёe АA ВB СC ЕE НH ІI ЈJ КK МM ОO РP ЅS ТT ХX ҮY ԜW ' +
  // Greek
  'αa εe ιi κk νv οo ρp τt υu χx ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ' +
  // Armenian, Latin of other shapes
  'օo սu հh ցg ɑa ɡg ɩi ıi ꞁl ǀl ᴏo ᴠv ᴡw ꜱs ᴢz';
const latin = new Map(pairs.split(' ').map((pair) => [pair[0]!, pair[1]!]));
const foreign = /[^\x00-\x7f]/;
const foreignLetter = new RegExp(`[${[...latin.keys()].join('')}]`, 'u');

/** Look-alikes as the Latin letters that they look like; compatibility forms (fullwidth, mathematical) as plain ones. */
export function latinised(text: string): string {
  if (!foreign.test(text)) return text;
  const composed = text.normalize('NFKC');
  return foreignLetter.test(composed) ? composed.replace(/[^\x00-\x7f]/g, (letter) => latin.get(letter) ?? letter) : composed;
}

/** Equal for names that a person takes for each other. Upper and lower case differ, and so do separators: `list_files` is not `listFiles`. */
export function skeleton(name: string): string {
  return latinised(name)
    .replace(/[\p{Cf}\p{Cc}\p{M}\p{Zs}]/gu, '')
    .replaceAll('0', 'o')
    .replaceAll('O', 'o')
    .replace(/[1I|]/g, 'l')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

/** Latin letters and Cyrillic or Greek ones that look like them, in one name */
export function isMixed(name: string): boolean {
  if (!foreign.test(name) || !/[A-Za-z]/.test(name)) return false;
  return [...name].some((letter) => latin.has(letter) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(letter));
}
