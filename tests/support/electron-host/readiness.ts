// What Electron refuses before `ready`, or after it.
let ready = false;

export const isReady = (): boolean => ready;
export function becomeReady(): void {
  ready = true;
}

export function onlyWhenReady(message: string): void {
  if (!ready) throw new Error(message);
}

export function onlyBeforeReady(message: string): void {
  if (ready) throw new Error(message);
}
