// Words as another language might have them: 40 % longer and with accents. Whoever sees a plain word sees one that is in no catalogue.
const plainLetters = 'aceginosuyzACEGINOSUYZ';
const accented = 'áçéĝíñöšüýžÁÇÉĜÍÑÖŠÜÝŽ';

/** `{holes}` stay. */
export function pseudo(form: string): string {
  return form.replace(/\{\w+\}|[^{]+/g, (part) => (part.startsWith('{') ? part : part.replace(/\p{L}+/gu, longer)));
}

function longer(word: string): string {
  const dressed = [...word].map((letter) => accented[plainLetters.indexOf(letter)] ?? letter).join('');
  // a language is not longer in each word: the end of the word takes what is due
  return dressed + 'ë'.repeat(Math.round(word.length * 0.4));
}
