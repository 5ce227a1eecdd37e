// What the supervision of servers costs, a file per question.
import type { Bench } from './figures.ts';
import { heal } from './heal.ts';
import { healthCheck } from './health-check.ts';
import { idle } from './idle.ts';
import { killSeen } from './kill-seen.ts';
import { startNine } from './start-nine.ts';
import { startup } from './startup.ts';

export const supervision: Bench[] = [startup, startNine, killSeen, heal, healthCheck, idle];
