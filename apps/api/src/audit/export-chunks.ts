import type { EntryFilter, OrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { CSV_HEAD, toCsv } from "./to-csv.ts";

export type ExportFormat = "ndjson" | "csv";

export interface ExportContent {
  readonly from: number;
  /** seq of the last entry, inclusive. */
  readonly to: number;
  readonly format: ExportFormat;
  readonly filter: EntryFilter;
}

/**
 * Returns the bytes of an export, block by block.
 * INVARIANT: equal filters always give equal bytes, because the log only grows, so that a later manifest hashes the same file.
 */
export async function* exportChunks(
  deps: Pick<Deps, "database">,
  scope: OrgScope,
  { from, to, format, filter }: ExportContent,
  counted: (entries: { count: number; first: number; last: number }) => void = () => {},
): AsyncGenerator<Uint8Array> {
  if (format === "csv") yield CSV_HEAD;
  for await (const block of deps.database.reader.blocks(scope, { ...filter, from, to })) {
    counted(block);
    yield format === "csv" ? toCsv(block.text) : block.text;
  }
}
