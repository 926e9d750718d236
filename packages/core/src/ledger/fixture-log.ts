import { encodeId } from "../ids/type-id.ts";
import { uuidv7 } from "../ids/uuid.ts";
import { toHex, utf8 } from "./bytes.ts";
import { type EntryDraft, NO_PREVIOUS, sealEntry } from "./entry.ts";
import { EMPTY_FRONTIER } from "./frontier.ts";
import { growTree } from "./grow-tree.ts";
import { leafHash } from "./merkle-hash.ts";
import type { Sha256 } from "./types.ts";

/** Origin of logs that tests and benchmarks generate. */
export const FIXTURE_ORIGIN = "log.example/log/k3v9t2/g1";

const START = Date.UTC(2026, 10, 21, 8);
const id = (prefix: "agt" | "cor" | "evt" | "key" | "pol", n: number) =>
  encodeId(prefix, uuidv7(START + n, Uint8Array.of(0, n, n >> 8, n >> 16, 0, 0, 0, 0, 0, 0)));

/** Generates an entry for tests and benchmarks, the same for the same number. */
export function fixtureDraft(n: number): EntryDraft {
  return {
    id: id("evt", n),
    kind: n % 5 === 0 ? "action.denied" : "action.executed",
    actor: { type: "agent", id: id("agt", n % 7) },
    subject: { type: "action", id: id("evt", n) },
    corr: id("cor", n),
    data: {
      action_type: n % 3 === 0 ? "pr.merge" : "db.query",
      delegation: null,
      environment: "prod",
      key: id("key", n % 7),
      policies: [{ hash: "5a".repeat(32), id: id("pol", 1), mode: "enforce", verdict: "allow", version: 3 }],
      risk_score: n % 100,
      status: n % 5 === 0 ? "denied" : "executed",
    },
    pd: {},
  };
}

/** Generates a log: its lines without newline, and its root. `change` tampers with entries. */
export function fixtureLog(sha: Sha256, count: number, change: (draft: EntryDraft, seq: number) => EntryDraft = (draft) => draft) {
  const lines: string[] = [];
  const leaves: Uint8Array[] = [];
  let prev = NO_PREVIOUS;
  for (let seq = 0; seq < count; seq++) {
    const ts = new Date(START + seq * 250).toISOString();
    const line = sealEntry(change(fixtureDraft(seq), seq), { log: FIXTURE_ORIGIN, seq, ts, prev });
    const leaf = leafHash(sha, utf8(line));
    prev = toHex(leaf);
    lines.push(line);
    leaves.push(leaf);
  }
  const tree = growTree(sha, EMPTY_FRONTIER, leaves);
  return { lines, leaves, root: tree.root, proofFor: tree.proofFor };
}
