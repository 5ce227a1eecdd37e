// What Chromium evaluates before each document of a window, made of the sources of the functions beside this file.
import { randomUUID } from 'node:crypto';
import { bridgeEnd } from './bridge-end.ts';
import { pageWorld } from './page-world.ts';
import { type PreloadSetup, preloadWorld } from './preload-world.ts';
import { wire } from './wire.ts';

export interface WorldScripts {
  page: string;
  preload: string;
}

/** `preload`: text of the preload script. The page cannot know what the events between its worlds are called. */
export function worldScripts(preload: string, setup: PreloadSetup): WorldScripts {
  const [up, down] = [`electron-host-${randomUUID()}`, `electron-host-${randomUUID()}`].map((name) => JSON.stringify(name));
  // a preload is for the window's own document, not for frames in it
  const inMainFrame = (script: string) => `if (window.top === window) { const wire = ${wire}; const bridgeEnd = ${bridgeEnd};\n${script} }`;
  return {
    page: inMainFrame(`(${pageWorld})(bridgeEnd(wire, ${up}, ${down}));`),
    preload: inMainFrame(
      `(${preloadWorld})(bridgeEnd(wire, ${down}, ${up}), wire(), ${JSON.stringify(setup)}, (require, module, exports, process) => {${preload}\n});`,
    ),
  };
}
