import { expect, it } from 'vitest';
import type { StateKind } from '../../contract/server.ts';
import { announcementOf, type Told } from '../../renderer/view/announcement.ts';

const servers = (states: Record<string, StateKind>) => Object.entries(states).map(([name, state]) => ({ name, state }));
const told = (states: Record<string, StateKind>): Told => new Map(Object.entries(states));

it('tells who changed, the worst first, and how many more', () => {
  const before = told({ a: 'running', b: 'running', c: 'running', d: 'stopped', e: 'running' });
  const now = servers({ a: 'stopped', b: 'degraded', c: 'crashed', d: 'running', e: 'running' });
  expect(announcementOf(before, now).words).toBe('c: Crashed. b: Degraded. d: Healthy. and 1 more');
});

it('says nothing of a restart that worked, nor of who is new', () => {
  const first = announcementOf(told({ a: 'running' }), servers({ a: 'restarting', b: 'running' }));
  expect(first.words).toBe('');
  expect(announcementOf(first.told, servers({ a: 'running', b: 'crashed' })).words).toBe('b: Crashed');
});
