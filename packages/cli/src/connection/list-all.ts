import { AgentLatticeError } from "@agentlattice/sdk";

const MAX_PAGES = 500;

interface Page<Row> {
  readonly data: readonly Row[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/**
 * Yields every row of a list, page by page.
 * @param readPage reads the page at a cursor
 * @throws AgentLatticeError INVALID_RESPONSE for an answer that is not a list, or for a list without an end
 */
export async function* listAll<Row>(
  readPage: (query: { limit: number; cursor?: string }) => Promise<Page<Row>>,
  limit = 200,
): AsyncGenerator<Row> {
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await readPage({ limit, cursor });
    if (!Array.isArray(answer?.data)) throw new AgentLatticeError("INVALID_RESPONSE", "The API did not answer a list. Check AL_BASE_URL.");
    yield* answer.data;
    if (!answer.has_more || answer.next_cursor === null) return;
    cursor = answer.next_cursor;
  }
  throw new AgentLatticeError("INVALID_RESPONSE", `The API answered a list that does not end after ${MAX_PAGES} pages.`);
}
