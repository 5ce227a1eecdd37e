import './no-eval.ts';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/controls.css';
import './styles/cards.css';
import './styles/overview.css';
import './styles/server-table.css';
import './styles/log-lines.css';
import './styles/logs.css';
import './styles/search.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connect } from './store/engine.ts';

connect();
createRoot(document.getElementById('root')!).render(<App />);
