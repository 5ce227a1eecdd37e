import { Play, Square } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Failure } from '../../../contract/errors.ts';
import type { GatewayTool } from '../../../contract/routes/gateway.ts';
import type { ToolCallAnswer } from '../../../contract/routes/tool-calls.ts';
import { duration } from '../../../contract/words.ts';
import { client, pageStore } from '../../store/engine.ts';
import { useNow } from '../../store/now.ts';
import { useStore } from '../../store/page-state.ts';
import { t } from '../../text.ts';
import { plain } from '../../view/log-lines.ts';
import { argumentsOf, type Complaint, type FormValues, fieldsOf, initialValues } from '../../view/schema-form.ts';
import { isDestructive, isReadOnly } from '../../view/tool-groups.ts';
import { plainLines } from '../../view/tool-result.ts';
import { ExposureCheck } from '../exposure-check.tsx';
import { ToolField } from './tool-field.tsx';
import { ToolResult } from './tool-result.tsx';
import { ToolTags } from './tool-tags.tsx';

type Stage =
  | { kind: 'rest' }
  /** a destructive tool was asked for, and a second yes is not given yet */
  | { kind: 'asked' }
  | { kind: 'running'; since: number }
  | { kind: 'done'; answer: ToolCallAnswer }
  | { kind: 'failed'; reason: string }
  | { kind: 'cancelled' };

export function ToolPanel({ tool, blocked }: { tool: GatewayTool; blocked: string | null }) {
  const live = useStore(pageStore, ({ contact }) => contact.kind === 'live');
  const fields = fieldsOf(tool.inputSchema);
  const [values, setValues] = useState<FormValues>(() => initialValues(fields));
  const [complaints, setComplaints] = useState<ReadonlyMap<string, Complaint>>(new Map());
  const [stage, setStage] = useState<Stage>({ kind: 'rest' });
  const running = useRef<AbortController | null>(null);
  // whoever leaves does not wait for the answer
  useEffect(() => () => running.current?.abort(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (blocked !== null || stage.kind === 'running') return;
    const made = argumentsOf(fields, values);
    setComplaints(made.complaints);
    if (made.complaints.size > 0) return;
    if (isDestructive(tool) && stage.kind !== 'asked') return setStage({ kind: 'asked' });
    const line = new AbortController();
    running.current = line;
    setStage({ kind: 'running', since: Date.now() });
    try {
      const answer = await client.callTool({ tool: `${tool.server}.${tool.tool}`, arguments: made.arguments }, { signal: line.signal });
      setStage({ kind: 'done', answer });
    } catch (error) {
      if (line.signal.aborted) return setStage({ kind: 'cancelled' });
      setStage({ kind: 'failed', reason: error instanceof Failure ? error.message : t('act.no-answer') });
    }
  };

  return (
    <section className="card blk try" aria-label={tool.tool}>
      <div className="tool-h">
        <h3>
          <code>{plain(tool.tool)}</code>
        </h3>
        <ToolTags tool={tool} />
        <span className="grow" />
        <span className="t2 small">{t('exposure.label')}</span>
        <ExposureCheck tools={[tool]} name={plain(tool.tool)} blocked={live ? null : t('act.no-contact')} />
      </div>
      {tool.description !== undefined && <p className="t2 small desc">{plainLines(tool.description)}</p>}
      <p className="t3 small">
        {t('tool.called')} <code>{plain(tool.name)}</code>
      </p>
      <form onSubmit={submit} noValidate>
        {fields.length === 0 && <p className="t3 small">{t('tool.no-arguments')}</p>}
        {fields.map((field) => (
          <ToolField
            key={field.name}
            field={field}
            value={values.get(field.name) ?? ''}
            complaint={complaints.get(field.name) ?? null}
            change={(text) => setValues(new Map(values).set(field.name, text))}
          />
        ))}
        <RunRow
          tool={tool}
          stage={stage}
          blocked={blocked}
          cancel={() => running.current?.abort()}
          keep={() => setStage({ kind: 'rest' })}
        />
      </form>
      <div aria-live="polite">
        {/* the words that are seen count, and would be spoken each second */}
        {stage.kind === 'running' && <p className="sr">{t('tool.begun')}</p>}
        {stage.kind === 'done' && <ToolResult answer={stage.answer} />}
        {stage.kind === 'failed' && <p className="tool-error">{t('tool.failed', { reason: stage.reason })}</p>}
        {stage.kind === 'cancelled' && <p className="t2 small">{t('tool.cancelled')}</p>}
      </div>
      <details>
        <summary>{t('tool.schema')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
        <pre className="result" tabIndex={0}>
          {JSON.stringify(tool.inputSchema ?? {}, null, 2)}
        </pre>
      </details>
    </section>
  );
}

interface RunProps {
  tool: GatewayTool;
  stage: Stage;
  blocked: string | null;
  cancel(): void;
  keep(): void;
}

function RunRow({ tool, stage, blocked, cancel, keep }: RunProps) {
  const now = useNow();
  if (stage.kind === 'running') {
    return (
      <div className="run-row">
        <button type="button" className="btn" onClick={cancel}>
          <Square className="ic" size={13} aria-hidden="true" />
          {t('tool.cancel')}
        </button>
        <span className="t2 small num">{t('tool.running', { age: duration(now - stage.since) })}</span>
      </div>
    );
  }
  const asked = stage.kind === 'asked';
  const silent = !isReadOnly(tool) && tool.annotations?.destructiveHint === undefined;
  return (
    <>
      {isDestructive(tool) && (
        <p className="tool-warn" role={asked ? 'alert' : undefined}>
          {t(asked ? 'tool.destructive.ask' : 'tool.destructive.why')}
        </p>
      )}
      {silent && <p className="t3 small">{t('tool.silent')}</p>}
      <div className="run-row">
        <button
          type="submit"
          className={asked ? 'btn' : 'btn pri'}
          aria-disabled={blocked === null ? undefined : true}
          title={blocked ?? undefined}
        >
          <Play className="ic" size={13} aria-hidden="true" />
          {t(asked ? 'tool.run.yes' : 'tool.run')}
        </button>
        {asked && (
          <button type="button" className="btn" onClick={keep}>
            {t('tool.run.no')}
          </button>
        )}
        {blocked !== null && <span className="t3 small">{blocked}</span>}
      </div>
    </>
  );
}
