import type { EntryFilter, OrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { CSV_HEAD, toCsv } from "./to-csv.ts";

export type ExportFormat = "ndjson" | "csv";

export interface ExportContent {
  readonly from: number;
  /** inclusive */
  readonly to: number;
  readonly format: ExportFormat;
  readonly filter: EntryFilter;
}

/**
 * The bytes of an export, block by block.
 * INVARIANT: the same for the same content, for ever: the log only grows, so a manifest made later hashes what was sent.
 */
export async function* exportChunks(
  deps: Deps,
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
