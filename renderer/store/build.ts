// Which build of the page this is, and whether the engine has another one by now. The names of scripts carry a digest.
const entryOf = (html: Document): string | null => html.querySelector('meta[name="program"]')?.getAttribute('content') ?? null;

/** null: nobody could say. */
export async function isOtherBuild(): Promise<boolean | null> {
  const own = entryOf(document);
  try {
    const answer = await fetch('/', { cache: 'no-store' });
    if (!answer.ok) return null;
    // parsed, never shown: scripts of such a document do not run
    const theirs = entryOf(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    return own === null || theirs === null ? null : own !== theirs;
  } catch {
    return null; // no contact: asked again with the next one
  }
}
