// Alerts live in the engine; they are read when the window opens, and again when one begins, goes on or ends.
import type { Alert, Mute } from '../../contract/alerts.ts';
import { client } from './engine.ts';
import { type Resource, useResource } from './resource.ts';

const isAboutAlerts = ({ type }: { type: string }) => type.startsWith('alert.');

export const useAlerts = (): Resource<Alert[]> => useResource('alerts', (signal) => client.alerts({}, { signal }), isAboutAlerts);
export const useMutes = (): Resource<Mute[]> => useResource('mutes', (signal) => client.alertMutes({}, { signal }), isAboutAlerts);
