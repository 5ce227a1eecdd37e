import type { GatewayTool } from '../../contract/routes/gateway.ts';
import { expose } from '../store/exposure.ts';
import { t } from '../text.ts';

interface Props {
  tools: readonly GatewayTool[];
  /** whose tools these are: "Show read_file to clients" */
  name: string;
  /** why nothing can be changed now */
  blocked: string | null;
}

/** On: clients are shown it. Of several: mixed while some are hidden, and then a press shows them all. */
export function ExposureCheck({ tools, name, blocked }: Props) {
  const shown = tools.filter(({ hiddenEverywhere }) => !hiddenEverywhere).length;
  const mixed = shown > 0 && shown < tools.length;
  return (
    <input
      type="checkbox"
      className="check"
      checked={shown === tools.length}
      ref={(box) => {
        if (box) box.indeterminate = mixed;
      }}
      aria-label={t('exposure.of', { name })}
      aria-disabled={blocked === null ? undefined : true}
      title={blocked ?? t('exposure.of', { name })}
      onChange={() => {
        if (blocked === null) void expose(tools, shown < tools.length);
      }}
    />
  );
}
