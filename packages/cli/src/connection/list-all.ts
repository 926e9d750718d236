import type { AgentLattice, JsonValue } from "@agentlattice/sdk";

const MAX_PAGES = 500;

/**
 * Every row of a list, page after page.
 * @param path below `/api/v1`, its own query included
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
    yield* answer.data;
    if (!answer.has_more || answer.next_cursor === null) return;
    cursor = answer.next_cursor;
  }
}

/** An answer of the API as the contract describes it: the API checks what it sends. */
export const answerOf = <Shape>(value: JsonValue): Shape => value as unknown as Shape;
