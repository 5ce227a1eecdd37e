import { when } from '../../../contract/words.ts';
import { pageStore } from '../../store/engine.ts';
import { useNow } from '../../store/now.ts';
import { useStore } from '../../store/page-state.ts';
import { t } from '../../text.ts';
import { useData } from './data.tsx';
import { Fact } from './fact.tsx';
import { Row, Section } from './row.tsx';
import { UpdateRow } from './update-row.tsx';

/** what this page is made with and brings along */
const parts = [
  ['Inter', 'OFL-1.1'],
  ['JetBrains Mono', 'OFL-1.1'],
  ['React', 'MIT'],
  ['Lucide', 'ISC'],
  ['TanStack Virtual', 'MIT'],
  ['dagre', 'MIT'],
  ['Zod', 'MIT'],
] as const;

export function AboutSettings() {
  const { settings, short } = useData();
  const engine = useStore(pageStore, ({ snapshot }) => snapshot?.engine ?? null);
  const now = useNow();
  return (
    <Section id="about">
      <div className="card set-card">
        {engine && (
          <>
            <Fact id="about.version" value={engine.version} />
            <UpdateRow />
            <Fact
              id="about.engine"
              value={t('set.about.engine.is', { pid: String(engine.pid), when: when(Date.parse(engine.startedAt), now) })}
            />
          </>
        )}
        {settings.value && <Fact id="about.node" value={settings.value.node.replace(/^v/, '')} />}
        {engine && <Fact id="about.home" value={short(engine.home)} copy={engine.home} folder />}
        <Row id="about.licences" more={parts.map(([name, licence]) => `${name} (${licence})`).join(', ')} />
      </div>
    </Section>
  );
}
