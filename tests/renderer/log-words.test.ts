// What can be taken out of a log: its text, what is in a line, and how much was said when.
import { describe, expect, it } from 'vitest';
import { textOfLine } from '../../renderer/view/log-copy.ts';
import { detailOf } from '../../renderer/view/log-detail.ts';
import { addressOf, choiceOf, logQueryOf } from '../../renderer/view/log-filter.ts';
import { piecesOf } from '../../renderer/view/log-lines.ts';
import { searchOf } from '../../renderer/view/log-search.ts';
import { barCount, volumeOf } from '../../renderer/view/log-volume.ts';
import { line } from '../support/page-state.ts';

describe('a copied line', () => {
  it('is plain, with its time and source', () => {
    const copied = textOfLine(line('git', '\u001b[31mfailed\u001b[0m', { t: '2026-11-21T12:00:00.125Z', level: 'error' }));
    expect(copied).toMatch(/^2026-11-2\d \d\d:\d\d:00\.125 git ERROR failed$/);
  });
});

describe('what is in a line', () => {
  it('is its JSON, with what stands before', () => {
    const detail = detailOf('call {"tool":"search","args":{"q":1},"ms":12}');
    expect(detail.text).toBe('call');
    expect(detail.pairs).toEqual([
      ['tool', 'search'],
      ['args', '{"q":1}'],
      ['ms', '12'],
    ]);
    expect(JSON.parse(detail.json!)).toEqual({ tool: 'search', args: { q: 1 }, ms: 12 });
  });

  it('is its keys and values', () => {
    expect(detailOf('read_file path=src/a.ts note="two words" ms=4')).toEqual({
      text: 'read_file',
      pairs: [
        ['path', 'src/a.ts'],
        ['note', '"two words"'],
        ['ms', '4'],
      ],
      json: null,
    });
  });

  it('is its text when it is none of these', () => {
    for (const text of ['plain', 'one=alone', '{not json}', '[1, 2]', '{"torn": '])
      expect(detailOf(text)).toEqual({ text, pairs: [], json: null });
  });
});

describe('keys and hits in a line', () => {
  const told = (text: string, search = '') =>
    piecesOf(text, searchOf(search, false).find)
      .map((piece) => (piece.hit ? `<${piece.text}>` : piece.className === 'k' ? `{${piece.text}}` : piece.text))
      .join('');
  it('keys stand back, and a hit may begin in one', () => {
    expect(told('read path=src ms=4')).toBe('read {path=}src {ms=}4');
    expect(told('read path=src', 'th=s')).toBe('read {pa}<th=><s>rc');
    expect(told('a = b, c== d')).toBe('a = b, c== d');
  });
  it('a hit goes across colours', () => {
    expect(told('\u001b[31mrate\u001b[0m limit', 'rate limit')).toBe('<rate>< limit>');
  });
});

describe('the bars above a log', () => {
  const now = Date.parse('2026-11-21T12:10:00.000Z');
  it('count by level and name crashes', () => {
    const at = (minute: number) => new Date(now - (10 - minute) * 60_000).toISOString();
    const rows = [
      line('git', 'a', { t: at(0) }),
      line('git', 'b', { t: at(0), level: 'warn' }),
      line('git', 'exited', { t: at(5), stream: 'engine', level: 'error' }),
      line('git', 'c', { t: at(10), level: 'error' }),
    ].map((each, id) => ({ ...each, id }));
    const volume = volumeOf(rows, now)!;
    expect(volume.bars).toHaveLength(barCount);
    expect([volume.bars[0], volume.bars.at(-1), volume.most]).toEqual([{ info: 1, warn: 1, error: 0 }, { info: 0, warn: 0, error: 1 }, 2]);
    expect(volume.crashes).toEqual([{ at: now - 5 * 60_000, server: 'git' }]);
  });
  it('draw nothing of nothing', () => expect(volumeOf([], now)).toBe(null));
});

describe('the address of a log', () => {
  it('says what is shown, and leaves out what is usual', () => {
    const asked = logQueryOf(
      new URLSearchParams('servers=a%252Cb&levels=error&engine=1&q=x&re=1&only=1&since=15m&at=2026-11-21T12:00:00Z&wrap=1'),
    );
    expect(addressOf(asked)).toMatchObject({
      levels: 'error',
      q: 'x',
      re: '1',
      only: '1',
      since: '15m',
      at: '2026-11-21T12:00:00Z',
      wrap: '1',
    });
    expect(choiceOf(asked).filter).toMatchObject({ names: new Set(['a,b']), engine: true, levels: new Set(['error']) });
    expect(choiceOf(asked).filter.only?.('xx')).toHaveLength(2);
    expect(Object.values(addressOf(logQueryOf(new URLSearchParams('levels=info,warn,error'))))).toEqual(Array(9).fill(null));
  });
  it('takes no nonsense', () => {
    expect(logQueryOf(new URLSearchParams('since=yesterday&at=%00&re=yes'))).toMatchObject({ since: null, at: null, re: null });
  });
});
