import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Submission } from "../model/facts.ts";
import { approvalDigest, type DigestInput } from "./digest.ts";

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const salt = new Uint8Array(32).fill(9);
const input: DigestInput = {
  org: "org_a",
  environment: "prod",
  agent: "agt_a",
  chain: ["agt_a"],
  delegation: null,
  obligations: [],
  submission: { action_type: "pr.merge", metadata: { repo: "acme/web", pr: 42 } },
};

test("is SHA-256 of the salt and the canonical preimage", () => {
  const text =
    '{"agent":"agt_a","chain":["agt_a"],"delegation":null,"environment":"prod","obligations":[],"org":"org_a","submission":{"action_type":"pr.merge","metadata":{"pr":42,"repo":"acme/web"}},"v":1}';
  expect(approvalDigest(sha256, salt, input)).toBe(createHash("sha256").update(salt).update(text).digest("hex"));
});

test("does not depend on the order of keys or on supports", () => {
  const submission = { metadata: { pr: 42, repo: "acme/web" }, supports: ["redact"], action_type: "pr.merge" };
  expect(approvalDigest(sha256, salt, { ...input, submission })).toBe(approvalDigest(sha256, salt, input));
});

test.each([
  ["organisation", { org: "org_b" }],
  ["environment", { environment: "dev" }],
  ["agent", { agent: "agt_b" }],
  ["chain", { chain: ["agt_root", "agt_a"] }],
  ["delegation", { delegation: "del_a" }],
  ["obligations", { obligations: [{ type: "redact", policy: "p" }] }],
  ["an argument", { submission: { action_type: "pr.merge", metadata: { repo: "acme/web", pr: 43 } } as Submission }],
  ["a further argument", { submission: { ...input.submission, content: "x" } as Submission }],
])("changes with the %s", (_, change) => {
  expect(approvalDigest(sha256, salt, { ...input, ...change })).not.toBe(approvalDigest(sha256, salt, input));
});

test("changes with the salt", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (other) => {
      fc.pre(Buffer.compare(other, salt) !== 0);
      expect(approvalDigest(sha256, other, input)).not.toBe(approvalDigest(sha256, salt, input));
    }),
  );
});
