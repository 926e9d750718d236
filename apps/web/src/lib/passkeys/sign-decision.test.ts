import { createHash } from "node:crypto";
import { EvidenceInput } from "@agentlattice/contract";
import { canonicalize } from "@agentlattice/core/ledger";
import { expect, test } from "vitest";
import { isChallengeOf } from "./sign-decision.ts";

const displayed = {
  id: "apr_0000000000000000000000000a",
  digest: "ab".repeat(32),
  summary: "pay 100 to acme",
  submission: { action_type: "pay.send", metadata: { amount: 100 } },
};
const userId = "usr_0000000000000000000000000b";
const act = EvidenceInput.parse({ edits: { amount: 60 } });
const sha256 = (...parts: (string | Buffer)[]) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();

function challengeOf(change: object = {}): string {
  const shown = { approval: displayed.id, act: "approve", user: userId, summary: displayed.summary, submission: displayed.submission };
  const preview = sha256(canonicalize({ v: 1, ...shown, edits: { amount: 60 }, grant: null, ...change }));
  return sha256(Buffer.from(displayed.digest, "hex"), preview).toString("base64url");
}

test("the challenge must cover exactly what is displayed", () => {
  const isShown = (challenge: string, digest = displayed.digest) => isChallengeOf({ digest, challenge }, { displayed, userId, act });
  expect(isShown(challengeOf())).toBe(true);
  const changes: object[] = [
    { approval: "apr_0000000000000000000000000c" },
    { act: "break_glass" },
    { user: "usr_0000000000000000000000000c" },
    { summary: null },
    { submission: { action_type: "pay.send", metadata: { amount: 1_000 } } },
    { edits: null },
    { grant: { for: "1d" } },
  ];
  for (const change of changes) expect(isShown(challengeOf(change)), JSON.stringify(change)).toBe(false);
  expect(isShown(challengeOf(), "cd".repeat(32))).toBe(false);
  expect(isShown("")).toBe(false);
});
