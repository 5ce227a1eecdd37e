import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToolInfo } from '../../core/link/link.ts';
import { ToolWatch } from '../../core/link/tool-watch.ts';

const tool = (name: string) => ({ name }) as ToolInfo;

describe('a tool list that could not be read again', () => {
  let answers: (ToolInfo[] | Error)[];
  const heard: string[][] = [];
  const failures: string[] = [];
  let watch: ToolWatch;
  let asked = 0;

  beforeEach(() => {
    vi.useFakeTimers();
    [heard.length, failures.length, asked] = [0, 0, 0];
    watch = new ToolWatch(
      async () => {
        asked += 1;
        const answer = answers.shift() ?? [];
        if (answer instanceof Error) throw answer;
        return answer;
      },
      (tools) => heard.push(tools.map(({ name }) => name)),
      ({ message }) => failures.push(message),
    );
  });
  afterEach(() => {
    watch.stop();
    vi.useRealTimers();
  });

  it('is read once more after a minute, until it can be', async () => {
    answers = [new Error('late'), new Error('late again'), [tool('new')]];
    watch.changed();
    await vi.advanceTimersByTimeAsync(200);
    expect(failures).toEqual(['late']);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(failures).toEqual(['late', 'late again']);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(heard).toEqual([['new']]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toBe(3);
  });

  it('is read at once when the server says once more that it changed', async () => {
    answers = [new Error('late'), [tool('new')]];
    watch.changed();
    await vi.advanceTimersByTimeAsync(200);
    watch.changed();
    await vi.advanceTimersByTimeAsync(200);
    expect(heard).toEqual([['new']]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toBe(2);
  });

  it('is not read any more once its connection is over', async () => {
    answers = [new Error('late')];
    watch.changed();
    await vi.advanceTimersByTimeAsync(200);
    watch.stop();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toBe(1);
  });
});
