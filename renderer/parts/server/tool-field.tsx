import { useId } from 'react';
import { t } from '../../text.ts';
import { plain } from '../../view/log-lines.ts';
import type { Complaint, Field } from '../../view/schema-form.ts';
import { plainLines } from '../../view/tool-result.ts';

interface Props {
  field: Field;
  value: string;
  complaint: Complaint | null;
  change(text: string): void;
}

export function ToolField({ field, value, complaint, change }: Props) {
  const id = useId();
  const { name, kind, type, required, description } = field;
  const shared = {
    id,
    value,
    'aria-required': required,
    'aria-invalid': complaint !== null,
    'aria-describedby': `${id}-about`,
    onChange: (event: { target: { value: string } }) => change(event.target.value),
  };
  return (
    <div className="tool-f">
      <label htmlFor={id}>
        <code>{plain(name)}</code> <small>{t(required ? 'tool.field.required' : 'tool.field', { type: plain(type) })}</small>
      </label>
      {kind === 'boolean' || kind === 'enum' ? (
        <select {...shared}>
          <option value="">{t('tool.field.none')}</option>
          {kind === 'boolean'
            ? ['true', 'false'].map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))
            : field.options.map((option, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is what it is chosen by
                <option key={at} value={at}>
                  {plain(typeof option === 'string' ? option : JSON.stringify(option))}
                </option>
              ))}
        </select>
      ) : kind === 'number' || kind === 'integer' ? (
        <input {...shared} inputMode="decimal" autoComplete="off" />
      ) : (
        <textarea {...shared} rows={kind === 'json' ? 3 : 1} spellCheck={false} />
      )}
      <div id={`${id}-about`} className="t3 small">
        {complaint !== null && <p className="t-fail">{t(`tool.complaint.${complaint}`)}</p>}
        {kind === 'json' && <p>{t('tool.field.json')}</p>}
        {description !== null && <p>{plainLines(description)}</p>}
      </div>
    </div>
  );
}
