import { describe, expect, it } from 'vitest';
import { actionsOf, choicesFrom, holderOf, keyActions, keyOf, usualKeys, wishedKey, withKey } from '../../renderer/view/keys.ts';

const pressed = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false, ...more });

describe('single keys', () => {
  it('are taken outside of fields alone, and never with a modifier', () => {
    expect(actionsOf(pressed('V'), false, usualKeys)).toEqual(['view']);
    expect(actionsOf(pressed('!'), false, usualKeys)).toEqual(['attention']);
    expect(actionsOf(pressed('v'), true, usualKeys)).toEqual([]);
    expect(actionsOf(pressed('v', { ctrlKey: true }), false, usualKeys)).toEqual([]);
    expect(actionsOf(pressed('v', { defaultPrevented: true }), false, usualKeys)).toEqual([]);
  });

  it('do nothing when they are off', () => {
    const off = { ...usualKeys, on: false };
    for (const action of keyActions) expect(keyOf(action, off)).toBeNull();
    expect(actionsOf(pressed('?'), false, off)).toEqual([]);
  });

  it('can be changed: the new one does it, the old one does nothing more', () => {
    const changed = withKey(usualKeys, 'view', 't');
    expect(actionsOf(pressed('t'), false, changed)).toEqual(['view']);
    expect(actionsOf(pressed('v'), false, changed)).toEqual([]);
    expect(withKey(changed, 'view', 'v')).toEqual(usualKeys);
  });

  it('are free in another place, and taken in the same one or everywhere', () => {
    expect(holderOf('f', 'view', usualKeys)).toBeNull();
    expect(holderOf('f', 'freeze', usualKeys)).toBe('follow');
    expect(holderOf('f', 'filter', usualKeys)).toBe('follow');
    expect(holderOf('/', 'view', usualKeys)).toBe('filter');
    // also while they are off: they may be switched on again
    expect(holderOf('/', 'view', { ...usualKeys, on: false })).toBe('filter');
    expect(actionsOf(pressed('f'), false, withKey(usualKeys, 'view', 'f'))).toEqual(['view', 'follow']);
  });

  it('are what can be typed alone', () => {
    expect(wishedKey(pressed('Z'))).toBe('z');
    expect(wishedKey(pressed('7'))).toBe('7');
    for (const key of ['Tab', 'Escape', ' ', 'Shift', 'F5']) expect(wishedKey(pressed(key))).toBeNull();
    expect(wishedKey(pressed('z', { metaKey: true }))).toBeNull();
  });

  it('are as they were kept, without what makes no sense any more', () => {
    expect(choicesFrom(null)).toEqual(usualKeys);
    expect(choicesFrom({ on: false, changed: { view: 't', gone: 'x', follow: 7, freeze: 'p' } })).toEqual({
      on: false,
      changed: { view: 't' },
    });
    expect(choicesFrom('nonsense')).toEqual(usualKeys);
  });
});
