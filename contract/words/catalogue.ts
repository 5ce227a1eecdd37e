// A catalogue: message ids to sentences with {values}. A message that counts has a form per plural category, chosen by `n`.
export type Values = Record<string, string | number>;
export type Message = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);
export type Say<Id extends string> = (id: Id, values?: Values) => string;

let dress = (form: string): string => form;

/** Every sentence of every catalogue in another dress, as a trial of what stands around it. Holes must stay as they are. */
export function dressWords(as: (form: string) => string): void {
  dress = as;
}

export function catalogue<Id extends string>(locale: string, messages: Record<Id, Message>): Say<Id> {
  // made when first needed: they are slow to make
  let plurals: Intl.PluralRules | undefined;
  let numbers: Intl.NumberFormat | undefined;
  const category = (n: number) => {
    plurals ??= new Intl.PluralRules(locale);
    return plurals.select(n);
  };
  const number = (n: number) => {
    numbers ??= new Intl.NumberFormat(locale);
    return numbers.format(n);
  };
  return (id, values = {}) => {
    const message = messages[id];
    const form = typeof message === 'string' ? message : (message[category(Number(values.n))] ?? message.other);
    return dress(form).replace(/\{(\w+)\}/g, (hole, key: string) => {
      const value = values[key];
      if (value === undefined) return hole;
      return typeof value === 'number' ? number(value) : value;
    });
  };
}
