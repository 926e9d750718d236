import { HookRefusal } from "./refusal.ts";

/** Maximum size of the input of a hook. */
export const MAX_INPUT_BYTES = 4 * 1024 * 1024;

/** Reads the input of a hook as UTF-8. @throws HookRefusal when it is larger than `MAX_INPUT_BYTES`, or not UTF-8 */
export async function readInput(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_INPUT_BYTES) throw new HookRefusal("The input of the hook is larger than 4 MiB. Split the call into smaller ones.");
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new HookRefusal("The input of the hook is not UTF-8. Update the coding agent, or repeat the call without binary data.");
  }
}
