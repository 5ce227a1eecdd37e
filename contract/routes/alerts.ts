// Alerts: what somebody should have been told, and of what nobody wants to be told.
import { z } from 'zod';
import { alert, alertKinds, mute } from '../alerts.ts';
import { duration, flag, route } from './route.ts';

const area = 'alerts';
const which = {
  server: z.string().min(1).nullable().optional().describe('left out: of every server'),
  kind: z.enum(alertKinds).nullable().optional().describe('left out: of every kind'),
};

export const alertRoutes = {
  alerts: route({
    method: 'GET',
    path: '/api/v1/alerts',
    area,
    summary: 'Alerts of the last thirty days, newest first',
    query: { open: flag().optional().describe('only those that are not over') },
    answer: z.array(alert),
  }),
  alertMutes: route({ method: 'GET', path: '/api/v1/alerts/mutes', area, summary: 'What nobody is told of', answer: z.array(mute) }),
  muteAlerts: route({
    method: 'POST',
    path: '/api/v1/alerts/mute',
    area,
    summary: 'Tells nobody of alerts of a server, of a kind, or of a server and kind; the history keeps them',
    body: { ...which, for: duration().optional().describe('left out: until it is taken back') },
    answer: z.array(mute),
  }),
  unmuteAlerts: route({
    method: 'POST',
    path: '/api/v1/alerts/unmute',
    area,
    summary: 'Takes back what was muted with the same words',
    body: which,
    answer: z.array(mute),
  }),
};
