import type { Io } from '../io.ts';
export async function validate(_io: Io, _file?: string): Promise<0> {
  return 0;
}
export async function path(_io: Io): Promise<0> {
  return 0;
}
export async function show(_io: Io): Promise<0> {
  return 0;
}
