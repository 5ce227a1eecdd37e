// HTTP without the rules of `fetch`: Host, Origin and path go out as they are written.
import { request } from 'node:http';

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export function raw(
  where: { port?: number; socketPath?: string },
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', ...where, method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text: Buffer.concat(chunks).toString() }));
    });
    asking.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve({ status: answer.statusCode!, headers: answer.headers, text: '' });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}
