import { describe, expect, it } from 'vitest';
import { argumentsOf, fieldsOf, initialValues } from '../../renderer/view/schema-form.ts';
import { partsOf, structuredOf } from '../../renderer/view/tool-result.ts';

const schema = {
  type: 'object',
  required: ['sql', 'limit'],
  properties: {
    sql: { type: 'string', description: 'what to ask' },
    limit: { type: 'integer', default: 10 },
    mode: { enum: ['fast', 2, null], default: 2 },
    dry: { type: ['boolean', 'null'] },
    tags: { type: 'array' },
  },
};

describe('the form of a tool', () => {
  it('has a field per property, with what the schema says', () => {
    const fields = fieldsOf(schema);
    expect(fields.map(({ name, kind, required, initial }) => [name, kind, required, initial])).toEqual([
      ['sql', 'string', true, ''],
      ['limit', 'integer', true, '10'],
      ['mode', 'enum', false, '1'],
      ['dry', 'boolean', false, ''],
      ['tags', 'json', false, ''],
    ]);
    expect(fieldsOf(undefined)).toEqual([]);
    expect(fieldsOf({ properties: { x: true } })).toMatchObject([{ name: 'x', kind: 'json' }]);
  });

  it('makes arguments of the right types, and leaves out what is empty', () => {
    const fields = fieldsOf(schema);
    const values = new Map([...initialValues(fields), ['sql', 'select 1'], ['dry', 'false'], ['tags', '["a"]']]);
    expect(argumentsOf(fields, values).arguments).toEqual({ sql: 'select 1', limit: 10, mode: 2, dry: false, tags: ['a'] });
    expect(
      argumentsOf(
        fields,
        new Map([
          ['sql', 'x'],
          ['limit', '1'],
        ]),
      ).arguments,
    ).toEqual({ sql: 'x', limit: 1 });
  });

  it('says which field is wrong', () => {
    const fields = fieldsOf(schema);
    const { complaints } = argumentsOf(
      fields,
      new Map([
        ['limit', '1.5'],
        ['tags', '['],
      ]),
    );
    expect(Object.fromEntries(complaints)).toEqual({ sql: 'required', limit: 'integer', tags: 'json' });
  });
});

describe('the result of a tool', () => {
  it('shows plain pictures alone as pictures', () => {
    const image = (mimeType: string, data = 'aGk=') => ({ content: [{ type: 'image', mimeType, data }] });
    expect(partsOf(image('image/png'))[0]).toMatchObject({ kind: 'image', url: 'data:image/png;base64,aGk=' });
    expect(partsOf(image('image/svg+xml'))[0]?.kind).toBe('other');
    expect(partsOf(image('image/png', '"><script>'))[0]?.kind).toBe('other');
  });

  it('keeps lines, makes hidden text visible, and cuts what is too long', () => {
    expect(partsOf({ content: [{ type: 'text', text: 'a\nb\u202ec' }] })).toEqual([{ kind: 'text', text: 'a\nb·c', cut: 0 }]);
    expect(partsOf({ content: [{ type: 'text', text: 'x'.repeat(100_005) }] })[0]).toMatchObject({ cut: 5 });
    expect(partsOf(null)).toEqual([]);
    expect(structuredOf({ structuredContent: { a: 1 } })).toBe('{\n  "a": 1\n}');
    expect(structuredOf({})).toBeNull();
  });
});
