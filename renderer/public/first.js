// Before the program is there, and a file of its own: the page's content security policy allows no inline script.
try {
  const theme = localStorage.getItem('roundhouse-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // storage is blocked: the system's theme
}
{
  // the state that is shown first is asked for while the program still loads; store/engine.ts takes it over
  const [url, stop] = ['/api/v1/stream?heartbeat=1', new AbortController()];
  const headers = { accept: 'text/event-stream, application/problem+json', 'x-roundhouse-actor': 'ui' };
  const answer = fetch(url, { headers, signal: stop.signal });
  // whoever takes it over learns of it; until then nobody does
  answer.catch(() => undefined);
  globalThis.roundhouseFirst = { url, stop, answer };
}
