// Tokens of single clients: made, shown without themselves, taken back.
import type { Surface } from '../../contract/surface.ts';
import { nothing } from '../../contract/words.ts';
import { runningEngine } from '../engine.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { ago } from '../print/ago.ts';
import { sanitise } from '../print/sanitise.ts';
import { table } from '../print/table.ts';

export interface TokenWish {
  profile?: string;
  surface?: Surface;
}

export async function addToken(io: Io, name: string, wish: TokenWish): Promise<ExitCode> {
  const made = await runningEngine(io).client.addClientToken({ name, ...wish });
  if (io.json) io.printJson(made);
  else {
    io.print(made.token);
    const opens = made.profile === null ? 'every profile' : `the profile ${sanitise(made.profile, false)} alone`;
    io.say(
      `This token opens ${opens}. It is not shown again: only its digest is kept. \`roundhouse clients token revoke ${name}\` takes it back.`,
    );
  }
  return exit.done;
}

export async function listTokens(io: Io): Promise<ExitCode> {
  const tokens = await runningEngine(io).client.clientTokens();
  if (io.json) io.printJson(tokens);
  else if (tokens.length === 0) io.say('No client has a token of its own. `roundhouse clients token add NAME` makes one.');
  else {
    const columns = [
      { title: 'NAME', min: 10 },
      { title: 'PROFILE' },
      { title: 'SURFACE', drop: 2 },
      { title: 'MADE', drop: 1 },
      { title: 'LAST USE' },
    ];
    const rows = tokens.map(({ name, profile, surface, createdAt, lastUsedAt, connected }) => [
      { text: sanitise(name, false), paint: io.out.bold },
      sanitise(profile ?? 'all', false),
      surface ?? nothing,
      ago(createdAt),
      connected ? { text: 'connected', paint: (text: string) => io.out.tone('ok', text) } : lastUsedAt === null ? 'never' : ago(lastUsedAt),
    ]);
    for (const line of table(columns, rows, io.width, io.out.dim)) io.print(line);
  }
  return exit.done;
}

export async function revokeToken(io: Io, name: string): Promise<ExitCode> {
  const revoked = await runningEngine(io).client.revokeClientToken({ token: name });
  if (io.json) io.printJson(revoked);
  else {
    const ended =
      revoked.ended === 0
        ? 'Nothing was open with it.'
        : `${revoked.ended} ${revoked.ended === 1 ? 'session or request' : 'sessions and requests'} ended with it.`;
    io.print(`The token ${sanitise(name, false)} opens nothing any more. ${ended}`);
  }
  return exit.done;
}
