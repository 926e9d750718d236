import { type Entry, entryStatus, leafHash, toHex } from "@agentlattice/core/ledger";
import { sha256 } from "@agentlattice/db";
import { stringify } from "csv-stringify/sync";
import { storedEntry } from "./stored-entry.ts";

/** The CSV columns in order; see docs/ledger-format.md. New columns are added at the end. */
const COLUMNS = {
  seq: ({ leaf }) => String(leaf.seq),
  id: ({ leaf }) => leaf.id,
  timestamp: ({ leaf }) => leaf.ts,
  kind: ({ leaf }) => leaf.kind,
  action_type: ({ leaf }) => textOf(leaf.data.action_type),
  status: ({ leaf }) => entryStatus(leaf) ?? "",
  denial_reason: ({ leaf }) => textOf(leaf.data.denial_reason),
  actor_type: ({ leaf }) => leaf.actor.type,
  actor_id: ({ leaf }) => leaf.actor.id,
  subject_type: ({ leaf }) => leaf.subject.type,
  subject_id: ({ leaf }) => leaf.subject.id,
  approval_id: ({ leaf }) => textOf(leaf.data.approval),
  policy_ids: ({ leaf }) => idsOf(leaf.data.policies).join(" ") || textOf(leaf.data.policy),
  event_types: ({ leaf }) => (Array.isArray(leaf.data.event_types) ? leaf.data.event_types.join(" ") : leaf.kind),
  correlation_id: ({ leaf }) => leaf.corr,
  leaf_hash: ({ line }) => toHex(leafHash(sha256, line)),
  prev: ({ leaf }) => leaf.prev,
} as const satisfies Record<string, (row: { leaf: Entry; line: Uint8Array }) => string>;

// Cells that look like formulas are escaped, although leaves contain no free text.
const OPTIONS = { escape_formulas: true, record_delimiter: "windows" } as const;

const NEWLINE = 0x0a;

/** The header line. */
export const CSV_HEAD: Uint8Array = Buffer.from(stringify([Object.keys(COLUMNS)], OPTIONS));

/** Converts leaves, one per line, to CSV rows. */
export function toCsv(text: Buffer): Uint8Array {
  const rows: string[][] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf(NEWLINE, start);
    const line = text.subarray(start, end);
    const leaf = storedEntry(line);
    rows.push(Object.values(COLUMNS).map((cell) => cell({ leaf, line })));
    start = end + 1;
  }
  return Buffer.from(stringify(rows, OPTIONS));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function idsOf(policies: unknown): string[] {
  return Array.isArray(policies) ? policies.map((policy: { id?: unknown }) => textOf(policy.id)) : [];
}
