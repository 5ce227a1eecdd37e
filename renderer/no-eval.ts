// Imported first: the schema library would try whether it may compile code, and the page's content security policy, which
// forbids it, would report that as an attack.
import { config } from 'zod';

config({ jitless: true });
