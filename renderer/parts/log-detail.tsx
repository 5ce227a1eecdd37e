import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { hrefOf, joinNames } from '../route.ts';
import { toast } from '../store/toasts.ts';
import { t } from '../text.ts';
import { textOfLine } from '../view/log-copy.ts';
import { detailOf } from '../view/log-detail.ts';
import { engineLog, type NumberedLine } from '../view/log-lines.ts';

interface Props {
  line: NumberedLine;
  /** of the whole, as it comes to stand */
  measured(height: number): void;
}

/** What is in a line, in full, and ways to take it along. */
export function LogDetail({ line, measured }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const detail = useMemo(() => detailOf(line.text), [line]);
  const [failed, setFailed] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(() => measured(element.offsetHeight));
    watch.observe(element);
    measured(element.offsetHeight);
    return () => watch.disconnect();
  }, [measured]);
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => toast(t('logs.copied'), { tone: 'ok' }),
      () => setFailed(true),
    );
  const link = `${location.origin}${location.pathname}${hrefOf('logs', line.server === engineLog ? { servers: ',', engine: '1', at: line.t } : { servers: joinNames([line.server]), at: line.t })}`;
  return (
    <div className="l-open" ref={box}>
      {detail.text !== '' && <p>{detail.text}</p>}
      {detail.pairs.length > 0 && (
        <dl>
          {detail.pairs.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className="l-acts">
        <button type="button" onClick={() => copy(textOfLine(line))}>
          {t('logs.copy.line')}
        </button>
        {detail.json !== null && (
          <button type="button" onClick={() => copy(detail.json!)}>
            {t('logs.copy.json')}
          </button>
        )}
        <button type="button" onClick={() => copy(link)}>
          {t('logs.copy.link')}
        </button>
        {failed && <span role="alert">{t('logs.copy.failed')}</span>}
      </div>
    </div>
  );
}
