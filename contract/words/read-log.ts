// The step that leads to a server's log: a command where there is nothing else, and nothing beside a button that opens it.

/** for the command line, and for whoever reads the answer of the API */
export const readLog = (server: string): string => `Read its last lines with \`roundhouse logs ${server}\`.`;

/** The rest of what is to be done, where the log is one click away; null: that was all. */
export const besidesLog = (next: string | null, server: string): string | null => next?.replace(readLog(server), '').trim() || null;
