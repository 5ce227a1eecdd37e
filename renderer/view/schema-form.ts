// A form for the arguments of a tool, made from its JSON schema: one field per property. What has no field of its own is written as JSON.
import { recordOf } from './inspection.ts';

export type FieldKind = 'string' | 'number' | 'integer' | 'boolean' | 'enum' | 'json';

export interface Field {
  name: string;
  kind: FieldKind;
  /** what the schema calls it: `string`, `array`, … */
  type: string;
  required: boolean;
  description: string | null;
  /** of `enum`, in the schema's order */
  options: readonly unknown[];
  /** what stands in the field at first: the default, as text */
  initial: string;
}

/** Text per field: of `enum` the place of the option, of `boolean` `true` or `false`, '' for nothing given. */
export type FormValues = ReadonlyMap<string, string>;
export type Complaint = 'required' | 'number' | 'integer' | 'json';

export function fieldsOf(schema: unknown): Field[] {
  const { properties, required } = recordOf(schema);
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(recordOf(properties)).map(([name, given]) => {
    const property = recordOf(given);
    const options = Array.isArray(property.enum) ? property.enum : [];
    const type = typeOf(property.type);
    const kind = options.length > 0 ? 'enum' : kindOf(type);
    return {
      name,
      kind,
      type: type ?? (options.length > 0 ? 'enum' : 'any'),
      required: needed.has(name),
      description: typeof property.description === 'string' ? property.description : null,
      options,
      initial: initialOf(kind, property.default, options),
    };
  });
}

/** `["string", "null"]` is a string that may be left out. */
function typeOf(type: unknown): string | null {
  const one = Array.isArray(type) ? type.filter((each) => each !== 'null') : [type];
  return one.length === 1 && typeof one[0] === 'string' ? one[0] : null;
}

function kindOf(type: string | null): FieldKind {
  return (['string', 'number', 'integer', 'boolean'] as const).find((kind) => kind === type) ?? 'json';
}

function initialOf(kind: FieldKind, given: unknown, options: readonly unknown[]): string {
  if (given === undefined) return '';
  if (kind === 'enum') {
    const at = options.findIndex((option) => JSON.stringify(option) === JSON.stringify(given));
    return at < 0 ? '' : String(at);
  }
  if (kind === 'json') return JSON.stringify(given, null, 2);
  return typeof given === 'string' ? given : JSON.stringify(given);
}

export const initialValues = (fields: readonly Field[]): FormValues => new Map(fields.map(({ name, initial }) => [name, initial]));

/** The arguments to send, or what is wrong with which field. What is empty and not required is left out. */
export function argumentsOf(fields: readonly Field[], values: FormValues) {
  const complaints = new Map<string, Complaint>();
  const entries: [string, unknown][] = [];
  for (const field of fields) {
    const text = values.get(field.name) ?? '';
    if (text.trim() === '' && !(field.kind === 'string' && text !== '')) {
      if (field.required) complaints.set(field.name, 'required');
      continue;
    }
    const read = readValue(field, text);
    if ('complaint' in read) complaints.set(field.name, read.complaint);
    else entries.push([field.name, read.value]);
  }
  // fromEntries defines: a property called `__proto__` stays one
  return { arguments: Object.fromEntries(entries), complaints };
}

function readValue(field: Field, text: string): { value: unknown } | { complaint: Complaint } {
  switch (field.kind) {
    case 'string':
      return { value: text };
    case 'boolean':
      return { value: text === 'true' };
    case 'enum':
      return { value: field.options[Number(text)] };
    case 'number':
    case 'integer': {
      const value = Number(text);
      if (!Number.isFinite(value)) return { complaint: 'number' };
      return field.kind === 'integer' && !Number.isInteger(value) ? { complaint: 'integer' } : { value };
    }
    case 'json':
      try {
        return { value: JSON.parse(text) };
      } catch {
        return { complaint: 'json' };
      }
  }
}
