import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Shelf } from '../../core/gateway/shelf.ts';
import type { OpenedLink } from '../../core/link/link.ts';

describe('a list that could not be read', () => {
  let answers: (string[] | Error)[];
  let asked: number;
  let shelf: Shelf;
  const uris = () => shelf.list('resources').map(({ uri }) => uri);
  const link = (): OpenedLink =>
    ({
      tools: [],
      instructions: null,
      capabilities: { resources: { listChanged: true } },
      async request() {
        asked += 1;
        const answer = answers.shift() ?? [];
        if (answer instanceof Error) throw answer;
        return { resources: answer.map((uri) => ({ uri })) };
      },
    }) as unknown as OpenedLink;

  beforeEach(() => {
    vi.useFakeTimers();
    asked = 0;
    shelf = new Shelf('notes', () => undefined);
  });
  afterEach(() => {
    shelf.close();
    vi.useRealTimers();
  });

  it('stays as it was known, nobody waits for it, and it is read once more after a minute', async () => {
    answers = [['note://old'], new Error('late'), ['note://new']];
    shelf.connect(link());
    await shelf.want('resources');
    shelf.changed('resources');
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toBe(2);
    expect(uris()).toEqual(['note://old']);
    expect(shelf.want('resources')).toBe(null);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(uris()).toEqual(['note://new']);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toBe(3);
  });

  it('is left to the next connection when there is one', async () => {
    answers = [new Error('late'), ['note://new']];
    shelf.connect(link());
    await shelf.want('resources');
    shelf.connect(link());
    await shelf.want('resources');
    expect(uris()).toEqual(['note://new']);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toBe(2);
  });
});
