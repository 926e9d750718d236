import { type GrownTree, growTree, leafHash, sealEntry, toHex, encodeFrontier } from "@agentlattice/core/ledger";
import { encodeId } from "@agentlattice/core";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { Head } from "./head.ts";
import type { HeadRow, RowBatch } from "./rows.ts";
import { sha256 } from "./sha256.ts";

/** An entry that has its place. */
export interface PlacedEntry {
  readonly id: string;
  readonly seq: number;
  /** The exact leaf text. */
  readonly text: string;
  readonly leafHash: Uint8Array;
}

/** What a commit adds to one log. */
export interface Appended {
  readonly head: Head;
  readonly entries: readonly PlacedEntry[];
  readonly tree: GrownTree;
  readonly headRow: HeadRow;
}

/**
 * Gives entries their places after a locked head and adds their rows.
 * INVARIANT: seq is dense from the head, ts never decreases, prev is the hash of the leaf before.
 * @param now the database's clock, ms since the epoch
 */
export function appendEntries(head: Head, entries: readonly SettledEntry[], now: number, rows: RowBatch): Appended {
  const ts = Math.max(now, head.lastTs);
  const iso = new Date(ts).toISOString();
  const placed: PlacedEntry[] = [];
  let prev = head.lastLeaf;
  for (const entry of entries) {
    const seq = head.frontier.size + placed.length;
    const pd = Object.fromEntries(entry.payloads.map((payload) => [payload.field, payload.commitment]));
    const text = sealEntry({ ...entry, id: encodeId("evt", entry.id), pd }, { log: head.origin, seq, ts: iso, prev: toHex(prev) });
    const bytes = Buffer.from(text);
    const hash = leafHash(sha256, bytes);
    placed.push({ id: entry.id, seq, text, leafHash: hash });
    prev = hash;
    rows.add("ledger_entry", {
      org_id: head.orgId, seq, id: entry.id, kind: entry.kind, ts, agent_id: entry.agent_id, action_type: entry.action_type, bytes, leaf_hash: hash,
    });
    for (const payload of entry.payloads) {
      rows.add("ledger_payload", { org_id: head.orgId, entry_id: entry.id, field: payload.field, ciphertext: payload.ciphertext });
      rows.add("ledger_salt", { org_id: head.orgId, entry_id: entry.id, field: payload.field, salt: payload.salt });
    }
  }
  const tree = growTree(sha256, head.frontier, placed.map((entry) => entry.leafHash));
  const headRow = { org_id: head.orgId, size: tree.frontier.size, frontier: encodeFrontier(tree.frontier), last_leaf: prev, last_ts: ts };
  return { head, entries: placed, tree, headRow };
}
