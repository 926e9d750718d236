import { AgentLatticeError } from "../errors.ts";

/** Maximum size of an answer, so that an endless body does not fill the memory. Far above any answer of the API. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** Reads the body as text. @throws AgentLatticeError INVALID_RESPONSE when it is too large or not UTF-8 */
export async function readText(response: Response): Promise<string> {
  if (!response.body) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = response.body.getReader();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decode(() => decoder.decode());
    bytes += value.byteLength;
    if (bytes > MAX_ANSWER_BYTES) {
      // Not awaited, because a peer may ignore the cancellation.
      reader.cancel().catch(() => {});
      throw new AgentLatticeError("INVALID_RESPONSE", `The answer is larger than ${MAX_ANSWER_BYTES} bytes.`, { status: response.status });
    }
    text += decode(() => decoder.decode(value, { stream: true }));
  }
}

function decode(run: () => string): string {
  try {
    return run();
  } catch {
    throw new AgentLatticeError("INVALID_RESPONSE", "The answer is not UTF-8.");
  }
}
