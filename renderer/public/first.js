// Before the program is there, and a file of its own: the page's content security policy allows no inline script.
try {
  const theme = localStorage.getItem('roundhouse-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // storage is blocked: the system's theme
}
/** The state that is shown first is asked for while the program still loads; store/engine.ts takes it over. */
function askState() {
  const [url, stop] = ['/api/v1/stream?heartbeat=1', new AbortController()];
  const headers = { accept: 'text/event-stream, application/problem+json', 'x-roundhouse-actor': 'ui' };
  const answer = fetch(url, { headers, signal: stop.signal }).then(readAhead);
  // whoever takes it over learns of it; until then nobody does
  answer.catch(() => undefined);
  globalThis.roundhouseFirst = { url, stop, answer };
}
{
  // keys that are pressed before anybody hears them are pressed once more when the page answers: see main.tsx
  const keys = [];
  const keep = (event) => {
    keys.push(event);
    // it would open the browser's own search field
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') event.preventDefault();
  };
  const handOn = () => {
    removeEventListener('keydown', keep);
    for (const key of keys) document.body.dispatchEvent(new KeyboardEvent('keydown', key));
  };
  addEventListener('keydown', keep);
  addEventListener('roundhouse-answers', handOn, { once: true });
}
{
  // #first holds the overview as it is without a filter: every other place begins empty
  const isThere = /^(#\/?)?$/.test(location.hash);
  if (!isThere) document.documentElement.dataset.elsewhere = '';
  const program = document.querySelector('meta[name="program"]')?.content;
  // compiled meanwhile, where that takes nothing from who draws
  if (program && navigator.hardwareConcurrency > 2) {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href: program }));
  }
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    // in development the page itself names its program, which asks by itself
    if (!program) return;
    import(program).catch(late);
    // After the program: a stream keeps its connection, and where other tabs have taken all but one the program would never come.
    askState();
  };
  /** what is shown says of itself that it may be old */
  const late = () => document.getElementById('first')?.classList.add('late');
  document.addEventListener('DOMContentLoaded', () => {
    setTimeout(late, 2000);
    // where nobody looks there is no frame to wait for
    if (!isThere || document.hidden) return begin();
    requestAnimationFrame(() => setTimeout(begin));
    setTimeout(begin, 300);
  });
}

/** What it begins with is fetched from the network's process now, while the program is not there to ask for it. */
function readAhead(answer) {
  if (!answer.ok || !answer.body) return answer;
  const reader = answer.body.getReader();
  let begun = reader.read();
  begun.catch(() => undefined);
  const read = () => {
    const next = begun ?? reader.read();
    begun = null;
    return next;
  };
  const { ok, status, headers } = answer;
  return { ok, status, headers, body: { getReader: () => ({ read, cancel: () => reader.cancel() }) }, text: async () => '' };
}
