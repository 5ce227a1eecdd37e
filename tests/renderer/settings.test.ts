import { describe, expect, it } from 'vitest';
import { findSettings, titleOf } from '../../renderer/parts/settings/words.ts';
import { hasText } from '../../renderer/text.ts';
import { ofServices, originOf, type Said, settingAt, typedValue } from '../../renderer/view/setting-values.ts';
import { foundSettings, sectionIds, sectionOf, settingsOf } from '../../renderer/view/settings-index.ts';

describe('the search of the settings', () => {
  it('has every word that is typed, anywhere in what is said of a setting', () => {
    const said = (id: string) => (id === 'theme' ? 'General Theme dark light' : `other ${id}`);
    expect([...foundSettings('  DARK gen ', said)]).toEqual(['theme']);
    expect(foundSettings('dark nonsense', said).size).toBe(0);
    expect(foundSettings('', said).size).toBe(sectionIds.flatMap((section) => settingsOf[section]).length);
  });

  it.each([
    ['restart policy', 'restart.policy'],
    ['night', 'theme'],
    ['rotation', 'logs.maxSize'],
    ['http.allowedHosts', 'access.hosts'],
    ['shortcut freeze', 'key.freeze'],
    ['claude desktop', 'sources.claude-desktop'],
  ] as const)('finds for "%s" %s', (typed, id) => {
    expect([...findSettings(typed)]).toContain(id);
  });

  it('finds what belongs to the desktop app there alone', () => {
    expect([...findSettings('quiet hours', null)]).toEqual([]);
    expect([...findSettings('quiet hours', 'linux')]).toContain('notify.quiet');
  });

  it('finds what belongs to the desktop app there alone, and what belongs to one system on that one', () => {
    expect([...findSettings('closing the window', null)]).toEqual([]);
    expect([...findSettings('closing the window', 'win32')]).toEqual(['window.close']);
    expect([...findSettings('tray icon colour', 'win32')]).toEqual([]);
    expect([...findSettings('tray icon colour', 'linux')]).toEqual(['tray.icon']);
  });

  it('knows each setting by words of its own, once', () => {
    const all = sectionIds.flatMap((section) => [...settingsOf[section]]);
    expect(new Set(all).size).toBe(all.length);
    for (const section of sectionIds) expect(hasText(`settings.${section}`)).toBe(true);
    for (const id of all) expect(titleOf(id)).not.toBe(id);
    expect(sectionOf('keyboard')).toBe('keyboard');
    expect(sectionOf('nowhere')).toBeNull();
    expect(sectionOf('toString')).toBeNull();
  });
});

describe('what the config says of a setting', () => {
  const said: Said = {
    values: { trust: 'auto', defaults: { restart: { max: 7 } } },
    origins: { trust: { file: 'default', line: null }, 'defaults.restart.max': { file: '/c.yaml', line: 3 } },
    defaults: { servers: { restart: { max: 7, policy: 'always' }, idle: 'never' }, services: { restart: { max: 5, policy: 'always' } } },
  };
  it('is the value in force, the file that says so, and what services have instead', () => {
    expect(settingAt(said, ['defaults', 'restart', 'max'])).toBe(7);
    expect(settingAt(said, ['trust'])).toBe('auto');
    expect(settingAt(said, ['gateway', 'record', 'arguments'])).toBeUndefined();
    expect(settingAt(said, ['constructor'])).toBeUndefined();
    expect(originOf(said, ['defaults', 'restart', 'max'])).toEqual({ file: '/c.yaml', line: 3 });
    expect(originOf(said, ['trust'])).toBeNull();
    expect(originOf(said, ['toString'])).toBeNull();
    expect(ofServices(said, ['defaults', 'restart', 'max'])).toBe('5');
    expect(ofServices(said, ['defaults', 'restart', 'policy'])).toBeNull();
    expect(ofServices(said, ['defaults', 'idle'])).toBeNull();
  });

  it('is typed as a number where it is one, and nothing takes it out', () => {
    expect(typedValue(' 5 ')).toBe(5);
    expect(typedValue('0.2')).toBe(0.2);
    expect(typedValue('10m')).toBe('10m');
    expect(typedValue('unlimited')).toBe('unlimited');
    expect(typedValue('-1')).toBe('-1');
    expect(typedValue('  ')).toBeNull();
  });
});
