import './no-eval.ts';
import './pseudo.ts';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/controls.css';
import './styles/choices.css';
import './styles/floating.css';
import './styles/tabs.css';
import './styles/cards.css';
import './styles/overview.css';
import './styles/server-table.css';
import './styles/log-lines.css';
import './styles/logs.css';
import './styles/log-open.css';
import './styles/search.css';
import './styles/narrow.css';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { tellAlerts } from './store/alert-toasts.ts';
import { firstWord, serversKnown, stayConnected } from './store/engine.ts';

stayConnected();
tellAlerts();

/** what the engine, or the build, has drawn into the page: it stands until the page has as much to show */
const drawn = document.getElementById('first');
const showsServers = document.documentElement.dataset.elsewhere === undefined && !!drawn?.querySelector('[data-card]');

void (showsServers ? serversKnown() : firstWord(150)).then(() => {
  drawn?.remove();
  // in this very task: no frame comes between them
  flushSync(() => createRoot(document.getElementById('root')!).render(<App />));
  dispatchEvent(new Event('roundhouse-answers'));
});
