// Questions to the person: they wait until the test answers, as they would for the person.
export interface Question {
  id: number;
  kind: 'message' | 'open' | 'save';
  options: Record<string, unknown>;
  /** the window that it is attached to; null: none, which on macOS halts the main process until it is answered */
  window: number | null;
}

let nextId = 1;
const open = new Map<number, { question: Question; resolve: (answer: unknown) => void }>();

export const openQuestions = (): Question[] => [...open.values()].map(({ question }) => question);

export function ask<T>(kind: Question['kind'], options: object, window: number | null): Promise<T> {
  return new Promise<T>((resolve) => {
    const id = nextId++;
    open.set(id, { question: { id, kind, options: { ...options }, window }, resolve: resolve as (answer: unknown) => void });
  });
}

export function answerQuestion(id: number, answer: unknown): void {
  const asked = open.get(id);
  if (!asked) throw new Error(`question ${id} is not open`);
  open.delete(id);
  asked.resolve(answer);
}
