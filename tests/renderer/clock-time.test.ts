import { expect, it } from 'vitest';
import { clockOf } from '../../renderer/view/clock-time.ts';

it.each([
  ['22:00', '22:00'],
  [' 7:30 ', '07:30'],
  ['7.30', '07:30'],
  ['2215', '22:15'],
  ['730', '07:30'],
  ['22', '22:00'],
  ['0', '00:00'],
  ['24:00', null],
  ['12:60', null],
  ['10 pm', null],
  ['', null],
])('"%s" is %s', (typed, clock) => expect(clockOf(typed)).toBe(clock));
