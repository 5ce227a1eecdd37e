// What an app sets of a page that has no effect here, but is remembered.
import { EventEmitter } from 'node:events';
import { record } from './record.ts';

export abstract class ContentsSettings extends EventEmitter {
  readonly navigationHistory = { canGoBack: () => false, canGoForward: () => false, clear: () => {} };
  #zoom = 1;

  abstract getURL(): string;

  openDevTools = (): void => record('dev-tools', this.getURL());
  closeDevTools = (): void => {};
  toggleDevTools = (): void => this.openDevTools();
  isDevToolsOpened = (): boolean => false;
  setZoomFactor = (factor: number): void => {
    this.#zoom = factor;
  };
  getZoomFactor = (): number => this.#zoom;
  setZoomLevel = (level: number): void => this.setZoomFactor(1.2 ** level);
  getZoomLevel = (): number => Math.log(this.#zoom) / Math.log(1.2);
  setBackgroundThrottling = (): void => {};
  setVisualZoomLevelLimits = async (): Promise<void> => {};
  setUserAgent = (): void => {};
  getUserAgent = (): string => 'electron-host';
}
