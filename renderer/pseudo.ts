// `?locale=pseudo` shows the window in longer words, for trying whether it has room for other languages. Before any word is said.
import { dressWords } from '../contract/words/catalogue.ts';
import { pseudo } from './view/pseudo.ts';

if (new URLSearchParams(location.search).get('locale') === 'pseudo') dressWords(pseudo);
