import { hash } from "node:crypto";
import { encodeId } from "@agentlattice/core";
import { encodeFrontier, type GrownTree, growTree, LEAF_TAG, sealEntry } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { Head } from "./head.ts";
import { indexEntry } from "./index-entry.ts";
import type { HeadRow, RowBatch } from "./rows.ts";
import { sha256 } from "./sha256.ts";

/** An entry with its position in the log. */
export interface AppendedEntry {
  readonly id: string;
  readonly seq: number;
  /** Milliseconds since the epoch, by the database's clock. */
  readonly at: number;
  /** The exact leaf text. */
  readonly text: string;
  readonly leafHash: Uint8Array;
}

/** The entries and the new head that a commit adds to one log. */
export interface Appended {
  readonly head: Head;
  readonly entries: readonly AppendedEntry[];
  readonly tree: GrownTree;
  readonly headRow: HeadRow;
}

/**
 * Appends entries after a locked head and adds their rows.
 * INVARIANT: seq has no gaps, ts never decreases, and prev is the hash of the previous leaf.
 * @param now the database's clock, ms since the epoch
 */
export function appendEntries(head: Head, entries: readonly SettledEntry[], now: number, rows: RowBatch): Appended {
  const ts = Math.max(now, head.lastTs);
  const iso = new Date(ts).toISOString();
  const appended: AppendedEntry[] = [];
  let prev = bufferOf(head.lastLeaf).toString("hex");
  for (const entry of entries) {
    const seq = head.frontier.size + appended.length;
    const pd = Object.fromEntries(entry.payloads.map((payload) => [payload.field, payload.commitment]));
    const text = sealEntry({ ...entry, id: encodeId("evt", entry.id), pd }, { log: head.origin, seq, ts: iso, prev });
    const leaf = hashLeaf(text);
    appended.push({ id: entry.id, seq, at: ts, text, leafHash: Buffer.from(leaf.hash, "hex") });
    prev = leaf.hash;
    rows.add("ledger_entry", {
      org_id: head.orgId,
      seq,
      id: entry.id,
      kind: entry.kind,
      ts,
      agent_id: entry.agent_id,
      action_type: entry.action_type,
      environment: entry.environment,
      bytes: leaf.bytes,
      leaf_hash: leaf.hash,
      ...indexEntry(entry),
    });
    for (const payload of entry.payloads) {
      rows.add("ledger_payload", { org_id: head.orgId, entry_id: entry.id, field: payload.field, ciphertext: payload.ciphertext });
      rows.add("ledger_salt", { org_id: head.orgId, entry_id: entry.id, field: payload.field, salt: payload.salt });
    }
  }
  const tree = growTree(
    sha256,
    head.frontier,
    appended.map((entry) => entry.leafHash),
  );
  const headRow = {
    org_id: head.orgId,
    size: tree.frontier.size,
    frontier: encodeFrontier(tree.frontier),
    last_leaf: appended.at(-1)?.leafHash ?? head.lastLeaf,
    last_ts: ts,
  };
  return { head, entries: appended, tree, headRow };
}

/** Encodes and hashes a leaf text in one buffer. Equal to `leafHash` of core without a second copy. */
function hashLeaf(text: string): { bytes: Buffer; hash: string } {
  const tagged = Buffer.allocUnsafe(1 + Buffer.byteLength(text));
  tagged[0] = LEAF_TAG;
  tagged.write(text, 1);
  return { bytes: tagged.subarray(1), hash: hash("sha256", tagged, "hex") };
}

const bufferOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
