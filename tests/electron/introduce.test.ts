import { expect, it } from 'vitest';
import { appId } from '../../build/app.ts';
import { introduce } from '../../electron/introduce.ts';

function told(platform: NodeJS.Platform): string[] {
  const said: string[] = [];
  introduce({ setAppUserModelId: (id) => void said.push(id), setToastActivatorCLSID: (id) => void said.push(id) }, platform);
  return said;
}

it('Windows knows the app as its installer names it, and by a toast activator that is the same for ever', () => {
  expect(told('win32')).toEqual([appId, '{9AA6D1D4-023C-4D00-8177-3B07A3688948}']);
  expect(told('linux')).toEqual([]);
  expect(told('darwin')).toEqual([]);
});
