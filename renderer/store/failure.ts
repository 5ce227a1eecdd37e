import { Failure } from '../../contract/errors.ts';
import { t } from '../text.ts';

/** Why something could not be done: the engine's own sentence, or that nobody answered. */
export const inWords = (error: unknown): string => (error instanceof Failure ? error.message : t('act.no-answer'));
