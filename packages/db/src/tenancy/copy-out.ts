import pg from "pg";
import { CopiedRow } from "./copied-row.ts";

/**
 * Reads many rows with binary COPY, which takes a third of the time of text for byte columns. COPY has no parameters, so variable values
 * must be escaped with `literal`.
 */
export function copyOut(client: pg.ClientBase, text: string, each: (row: CopiedRow) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error: Error | undefined) => (error ? reject(error) : resolve());
    client.query(new CopyOut(`COPY (${text}) TO STDOUT (FORMAT binary)`, each, end));
  });
}

/** Returns a value as an SQL literal. */
export function literal(value: string | number | Date | readonly string[]): string {
  if (typeof value === "number") return String(value);
  // A number, because Postgres does not read the ISO text of years before 1 or after 9999.
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

  /** Called by the connection once per row, because Postgres never splits a row. Errors must not propagate to the socket. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (this.#failed) return;
    try {
      if (this.#row.load(chunk)) this.#each(this.#row);
    } catch (error) {
      this.#failed = error as Error;
    }
  }
}
