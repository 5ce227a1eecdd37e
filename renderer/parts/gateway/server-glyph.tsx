import { glyphOf, toneOf } from '../../../contract/words.ts';
import { pageStore } from '../../store/engine.ts';
import { useStore } from '../../store/page-state.ts';
import { Glyph } from '../glyph.tsx';

/** How a server is now; what belongs to Roundhouse itself is well as long as it answers. */
export function ServerGlyph({ server }: { server: string | null }) {
  const live = useStore(pageStore, ({ contact }) => contact.kind === 'live' || contact.kind === 'connecting');
  const state = useStore(pageStore, ({ snapshot }) => snapshot?.servers.find(({ name }) => name === server)?.state);
  if (!live) return <Glyph name="unknown" tone="mute" />;
  if (server === null) return <Glyph name="healthy" tone="ok" />;
  return state === undefined ? <Glyph name="unknown" tone="mute" /> : <Glyph name={glyphOf(state)} tone={toneOf(state)} />;
}
