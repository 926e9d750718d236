import pg from "pg";
import { CopiedRow } from "./copied-row.ts";

/**
 * Reads many rows in binary, which neither side writes as text: a third of the work where columns are bytes. COPY takes no
 * parameters, so whatever is not constant goes through `literal`.
 */
export function copyOut(client: pg.ClientBase, text: string, each: (row: CopiedRow) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error: Error | undefined) => (error ? reject(error) : resolve());
    client.query(new CopyOut(`COPY (${text}) TO STDOUT (FORMAT binary)`, each, end));
  });
}

/** A value as it stands in the text of a statement. */
export function literal(value: string | number | Date | readonly string[]): string {
  if (typeof value === "number") return String(value);
  // As a number: text of what lies before the year 1 or after 9999 is not the text that Postgres reads.
  if (value instanceof Date) return `to_timestamp(${value.getTime()} / 1000.0)`;
  return typeof value === "string" ? pg.escapeLiteral(value) : `ARRAY[${value.map((one) => pg.escapeLiteral(one)).join(", ")}]`;
}

class CopyOut extends pg.Query {
  readonly #row = new CopiedRow();
  readonly #each: (row: CopiedRow) => void;
  #failed: Error | null = null;

  constructor(text: string, each: (row: CopiedRow) => void, end: (error: Error | undefined) => void) {
    super(text, (error) => end(error ?? this.#failed ?? undefined));
    this.#each = each;
  }

  /** Called by the connection, once for each row: Postgres says that none is ever split. What fails must not reach the socket. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (this.#failed) return;
    try {
      if (this.#row.load(chunk)) this.#each(this.#row);
    } catch (error) {
      this.#failed = error as Error;
    }
  }
}
