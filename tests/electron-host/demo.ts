// The small app that the stand-in for Electron's binary is tried with.
import { fileURLToPath } from 'node:url';
import { type Desk, type DeskOptions, withDesk } from '../support/desk/desk.ts';
import { DesktopApp } from '../support/desktop.ts';
import { until } from '../support/live-engine.ts';

export const demoFolder = fileURLToPath(new URL('../fixtures/electron-demo', import.meta.url));

export class Demo extends DesktopApp {
  constructor(desk: Desk, ...args: string[]) {
    super({ desk, app: demoFolder, args });
  }
  /** what the app noted of itself */
  async notes(): Promise<string[]> {
    return (await this.control.ask('ipc', { channel: 'said', args: [], from: 'app://roundhouse/' })).value as string[];
  }
  async noted(what: string): Promise<void> {
    let last: string[] = [];
    await until(`the app to note "${what}" (the app said: ${this.said})`, async () => {
      last = await this.notes();
      return last.includes(what);
    }).catch((error: Error) => {
      throw new Error(`${error.message}; it noted ${JSON.stringify(last)}`);
    });
  }
  async shown(): Promise<void> {
    await until(`the window to be shown (the app said: ${this.said})`, async () => (await this.windows())[0]?.isVisible === true);
  }
}

/** The app on a desk of its own; both end with it. */
export function withDemo(options: DeskOptions, args: string[], act: (app: Demo, desk: Desk) => Promise<void>): Promise<void> {
  return withDesk(options, async (desk) => {
    const app = new Demo(desk, ...args);
    try {
      await app.start();
      await act(app, desk);
    } finally {
      await app.close();
    }
  });
}

/** A picture for whoever wants to look: DESK_SHOTS names the folder. */
export async function look(desk: Desk, name: string): Promise<void> {
  if (process.env.DESK_SHOTS) await desk.screenshot(`${process.env.DESK_SHOTS}/host-${name}.png`);
}
