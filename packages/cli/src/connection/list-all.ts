import { type AgentLattice, AgentLatticeError, type JsonValue } from "@agentlattice/sdk";

const MAX_PAGES = 500;

/**
 * Every row of a list, page after page.
 * @param path below `/api/v1`, its own query included
 * @throws AgentLatticeError INVALID_RESPONSE for what is no list, or one without an end
 */
export async function* listAll<Row>(al: AgentLattice, path: string, limit = 200): AsyncGenerator<Row> {
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
    const answer = (await al.request("GET", `${path}${path.includes("?") ? "&" : "?"}${query}`)) as unknown as {
      data: Row[];
      has_more: boolean;
      next_cursor: string | null;
    };
    if (!Array.isArray(answer?.data)) throw new AgentLatticeError("INVALID_RESPONSE", `The answer to ${path} is not a list.`);
    yield* answer.data;
    if (!answer.has_more || answer.next_cursor === null) return;
    cursor = answer.next_cursor;
  }
  throw new AgentLatticeError("INVALID_RESPONSE", `The list of ${path} does not end after ${MAX_PAGES} pages.`);
}

/** An answer of the API as the contract describes it: the API checks what it sends. */
export const answerOf = <Shape>(value: JsonValue): Shape => value as unknown as Shape;
