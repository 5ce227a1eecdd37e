// When something was: what people ask of a last use is how long ago it is.
import { duration } from '../../contract/words/amounts.ts';

export function ago(iso: string, now = Date.now()): string {
  return `${duration(now - Date.parse(iso))} ago`;
}
