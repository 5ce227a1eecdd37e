/** false where the first page is drawn: in the engine, which has no document (first-page.tsx) */
export const inBrowser = (): boolean => typeof document !== 'undefined';
