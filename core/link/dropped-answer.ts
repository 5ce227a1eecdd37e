// A line that grew too long to be kept may have been the answer to a request. Both its ends are enough to know whose.
import type { JsonRpcId } from './link.ts';

const id = String.raw`"id"\s*:\s*(-?\d{1,15}|"[^"\\]{1,200}")\s*`;
const version = String.raw`"jsonrpc"\s*:\s*"2\.0"\s*`;
/** `{"jsonrpc": "2.0", "id": 1, "result": …`: the id stands before the bulk */
const before = new RegExp(String.raw`^\{\s*(?:${version},\s*)?${id},\s*(?:${version},\s*)?"(?:result|error)"`);
/** `{"result": …, "jsonrpc": "2.0", "id": 1}`: behind it, and nothing but the end of the message follows */
const answers = new RegExp(String.raw`^\{\s*(?:${version},\s*)?"(?:result|error)"`);
const behind = new RegExp(String.raw`,\s*${id}(?:,\s*${version})?\}\s*$`);

/** null: it was no answer, or cannot be told from something else */
export function idOfDropped(head: string, tail: string): JsonRpcId | null {
  const found = before.exec(head)?.[1] ?? (answers.test(head) ? behind.exec(tail)?.[1] : undefined);
  return found === undefined ? null : (JSON.parse(found) as JsonRpcId);
}
