import { describe, expect, it } from 'vitest';
import { type CommandGroup, type Findable, matchOf, pieces, ranked } from '../../renderer/view/ranking.ts';

const command = (label: string, group: CommandGroup = 'actions', more: Partial<Findable> = {}): Findable => ({
  group,
  label,
  words: '',
  destructive: false,
  suggested: false,
  ...more,
});
const labels = (all: Findable[], typed: string) => ranked(all, typed).map(({ item }) => item.label);
const marked = (label: string, typed: string, words = '') =>
  pieces(label, matchOf({ label, words }, typed)?.marks ?? [])
    .map(({ text, found }) => (found ? `[${text}]` : text))
    .join('');

describe('what fits', () => {
  it.each([
    ['restart all', 'rest', 100],
    ['restart all', 'all', 80],
    ['read_file', 'file', 80],
    ['restart all', 'star', 50],
    ['Restart all servers', 'ras', 40],
    ['Theme: Dark', 'theme dark', 30],
    ['Theme: Dark', 'dark theme', 30],
    ['Theme', 'night', 20],
  ])('%s for %s', (label, typed, score) => {
    expect(matchOf({ label, words: 'night colour' }, typed)?.score).toBe(score);
  });

  it('needs every word that is typed', () => {
    expect(matchOf({ label: 'Theme: Dark', words: '' }, 'theme light')).toBeNull();
    expect(matchOf({ label: 'Restart all servers', words: '' }, 'rx')).toBeNull();
    expect(matchOf({ label: 'Theme', words: 'supervision restart' }, 'restart theme')).not.toBeNull();
    expect(matchOf({ label: 'Theme', words: '' }, 'eme')).toEqual({ score: 50, marks: [[2, 5]] });
  });
});

describe('the letters that were found', () => {
  it('are marked in the label, and nowhere else', () => {
    expect(marked('Restart alpha', 'rest')).toBe('[Rest]art alpha');
    expect(marked('Restart all servers', 'ras')).toBe('[R]estart [a]ll [s]ervers');
    expect(marked('Theme: Dark', 'dark theme')).toBe('[Theme]: [Dark]');
    expect(marked('Theme', 'night', 'night')).toBe('Theme');
    expect(marked('Start server', 'server ser')).toBe('Start [server]');
    expect(marked('plain', '')).toBe('plain');
  });

  it('leave the label as it is, whatever is marked', () => {
    for (const typed of ['r', 're', 'restart', 'ras', 'all servers', 'servers all'])
      expect(
        pieces('Restart all servers', matchOf({ label: 'Restart all servers', words: '' }, typed)?.marks ?? [])
          .map(({ text }) => text)
          .join(''),
      ).toBe('Restart all servers');
  });
});

describe('the order', () => {
  const all = [
    command('Start postgres', 'now', { suggested: true }),
    command('Restart server…', 'actions', { suggested: true }),
    command('Restart postgres'),
    command('Stop postgres', 'actions', { destructive: true }),
    command('postgres', 'names', { suggested: true }),
    command('restore_page', 'tools'),
    command('Restart policy', 'settings', { words: 'supervision' }),
  ];

  it('begins with what needs attention while nothing is typed, and has only what is suggested', () => {
    expect(labels(all, '')).toEqual(['Start postgres', 'Restart server…', 'postgres']);
  });

  it('is by group and then by how well it fits', () => {
    expect(labels(all, 'rest')).toEqual(['Restart server…', 'Restart postgres', 'restore_page', 'Restart policy']);
    expect(labels(all, 'postgres')).toEqual(['Restart postgres', 'Stop postgres', 'postgres', 'Start postgres']);
  });

  it('never has first what stops something, unless its name is typed out', () => {
    expect(labels(all, 'stop')).toEqual(['Stop postgres']);
    expect(labels([...all, command('Stopwatch', 'tools')], 'stop')[0]).toBe('Stopwatch');
    expect(labels([...all, command('Stop postgres now', 'tools')], 'stop postgres')[0]).toBe('Stop postgres');
  });

  it('is of one group alone behind its sign', () => {
    expect(labels(all, '@')).toEqual(['postgres']);
    expect(labels(all, ':rest')).toEqual(['restore_page']);
    expect(labels(all, '> restart p')).toEqual(['Restart postgres']);
  });

  it('lets no group hide another', () => {
    const many = Array.from({ length: 40 }, (_, n) => command(`tool_${n}`, 'tools'));
    const found = labels([...many, command('Tool timeout', 'settings')], 'tool');
    expect(found).toHaveLength(6);
    expect(found.at(-1)).toBe('Tool timeout');
    expect(labels(many, ':tool')).toHaveLength(40);
  });
});
