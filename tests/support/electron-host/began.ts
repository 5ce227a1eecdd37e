// When the app's main module began to be loaded, by the clock that other processes have, too.
let began: number | null = null;

export function mainBegins(): void {
  began = performance.timeOrigin + performance.now();
}

export function mainBegan(): number {
  if (began === null) throw new Error('the main module is not loaded yet');
  return began;
}
