// What the window costs and how soon it shows what is: measured with the browser's own tracing, a file per question.
import type { Bench } from './figures.ts';
import { eventToPixel } from './ui/event-to-pixel.ts';
import { firstPaint } from './ui/first-paint.ts';
import { idlePage } from './ui/idle-page.ts';
import { logTail } from './ui/log-tail.ts';
import { scroll } from './ui/scroll.ts';

export const ui: Bench[] = [firstPaint, eventToPixel, logTail, scroll, idlePage];
