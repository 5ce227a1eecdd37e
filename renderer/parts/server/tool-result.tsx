import type { ToolCallAnswer } from '../../../contract/routes/tool-calls.ts';
import { bytes } from '../../../contract/words.ts';
import { t } from '../../text.ts';
import { partsOf, type ResultPart, structuredOf } from '../../view/tool-result.ts';
import { Glyph } from '../glyph.tsx';

/** What came of a call. Text is shown as text, never as a page. */
export function ToolResult({ answer }: { answer: ToolCallAnswer }) {
  const { outcome, ms, result, error } = answer;
  const structured = structuredOf(result);
  const parts = partsOf(result);
  return (
    <div className="outcome">
      <p className="bh">
        <Glyph name={outcome === 'ok' ? 'healthy' : 'crashed'} tone={outcome === 'ok' ? 'ok' : 'fail'} />
        <b className="med">{t(`tool.outcome.${outcome}`)}</b>
        <span className="t3 small num">{t('tool.took', { ms })}</span>
      </p>
      {error !== null && <p className="tool-error">{t('tool.error', { message: error.message, code: String(error.code) })}</p>}
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one answer never change
        <Part key={at} part={part} />
      ))}
      {result !== null && parts.length === 0 && structured === null && <p className="t3 small">{t('tool.empty')}</p>}
      {structured !== null && (
        <>
          <h4>{t('tool.structured')}</h4>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <pre className="result" tabIndex={0}>
            {structured}
          </pre>
        </>
      )}
    </div>
  );
}

function Part({ part }: { part: ResultPart }) {
  switch (part.kind) {
    case 'text':
      return (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <pre className="result" tabIndex={0}>
            {part.text}
          </pre>
          {part.cut > 0 && <p className="t3 small">{t('tool.cut', { n: part.cut })}</p>}
        </>
      );
    case 'image':
      return <img className="picture" src={part.url} alt={t('tool.picture', { type: part.type })} />;
    case 'link':
      return (
        <p className="small">
          {part.name !== null && `${part.name}: `}
          <code>{part.uri}</code>
        </p>
      );
    case 'other':
      return <p className="t3 small">{t('tool.other', { type: part.type, size: bytes(part.bytes) })}</p>;
  }
}
