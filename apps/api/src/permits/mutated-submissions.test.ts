import { createHash, generateKeyPairSync } from "node:crypto";
import { ActionInput } from "@agentlattice/contract";
import type { Json, Submission, Verdict } from "@agentlattice/core";
import { approvalDigest, type DigestInput, NO_PROGRESS } from "@agentlattice/core/approval";
import { type ApprovalRecord, emptyView, settle } from "@agentlattice/core/settle";
import { type PermitKey, verifyPermit } from "@agentlattice/sdk";
import fc from "fast-check";
import { exportJWK, SignJWT } from "jose";
import { expect, test } from "vitest";
import { mutationsOf } from "../testing/mutate-submission.ts";

const RUNS = 10_000;
const NOW = Date.parse("2026-11-22T08:00:00.000Z");
const uuid = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const salt = new Uint8Array(32).fill(7);

const text = fc.string({ minLength: 1, maxLength: 6 });
const scalar = fc.oneof(text, fc.integer({ min: -1_000, max: 1_000 }), fc.boolean(), fc.constant(null));
const name = fc.constantFrom("amount", "to", "repo", "pr", "x", "note");
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.dictionary(name, scalar, { maxKeys: 2 }));
const submission = fc
  .record(
    {
      action_type: fc.constantFrom("pr.merge", "payment.send", "tool.email"),
      metadata: fc.dictionary(name, value, { maxKeys: 3 }),
      content: text,
      justification: text,
      summary: text,
      before: value,
      after: value,
      tool: fc.record({ name: fc.constantFrom("email", "sql"), arguments: value }, { requiredKeys: ["name"] }),
      tags: fc.uniqueArray(name, { maxLength: 2 }),
      data_accessed: fc.array(fc.record({ type: fc.constantFrom("customer", "invoice"), count: fc.nat(100) }), { maxLength: 2 }),
      usage: fc.record({ input_tokens: fc.nat(1_000) }),
      iteration_index: fc.nat(20),
      session_id: name,
    },
    { requiredKeys: ["action_type", "metadata"] },
  )
  // As a submission arrives: parsed JSON.
  .map((generated) => JSON.parse(JSON.stringify(generated)) as Json);

const bound = (changed: Json): DigestInput => ({
  org: "org_a",
  environment: "prod",
  agent: "agt_a",
  chain: ["agt_a"],
  delegation: null,
  obligations: [],
  submission: changed as unknown as Submission,
});
const digestOf = (changed: Json) => approvalDigest(sha256, salt, bound(changed));

const verdict: Verdict = {
  action: "ALLOW",
  status: "executed",
  message: "",
  conditions_evaluated: [],
  policies: [],
  shadow: [],
  obligations: [],
  findings: [],
  reason_codes: [],
  event_types: [],
  risk_score: 0,
};
const approval: ApprovalRecord = {
  approval_id: uuid(1),
  event_id: uuid(2),
  agent_id: uuid(3),
  key_id: uuid(4),
  action_type: "pr.merge",
  environment: "prod",
  status: "used",
  digest: "",
  policies: [],
  plan: {
    stages: [{ approvers: ["role:owner"], quorum: 1 }],
    expires: 60,
    use_within: 60,
    separation_of_duties: "default",
    reason: "optional",
    risk: "low",
    asked_by: [],
  },
  risk: { level: "low", score: 0, reasons: [] },
  requested_by: { owner: null, opened_by: [], key_makers: [] },
  requested_at: NOW,
  expires_at: NOW + 60_000,
  decided_at: NOW,
  decided_by: uuid(5),
  lapses_at: NOW + 60_000,
  executed_event_id: uuid(6),
  refusal: null,
  progress: NO_PROGRESS,
};
const permit = {
  permit_id: uuid(7),
  approval_id: approval.approval_id,
  agent_id: approval.agent_id,
  audience_hash: null,
  expires_at: NOW + 60_000,
  consumed_at: null,
  consumer_key_id: null,
  consumed_event_id: null,
};

/** Consumes a permit of an approval with one digest for a submission with another. */
function consume(approved: string, running: string) {
  const view = emptyView();
  view.permits.set(permit.permit_id, permit);
  view.approvals.set(approval.approval_id, { ...approval, digest: approved });
  const intent = {
    kind: "consume",
    entry_id: uuid(8),
    permit_id: permit.permit_id,
    approval_id: approval.approval_id,
    consumer_key_id: uuid(9),
    audience_hash: null,
    digest: running,
    verdict,
    people: [],
    claim: null,
    payloads: [],
  } as const;
  return settle(intent, view, NOW).outcome;
}

test(`none of ${RUNS} approved submissions executes with a changed field`, () => {
  let changes = 0;
  fc.assert(
    fc.property(submission, (approved) => {
      const digest = digestOf(approved);
      if (consume(digest, digest).type !== "consumed") throw new Error("The approved submission must execute.");
      for (const { path, changed } of mutationsOf(approved)) {
        changes++;
        const outcome = consume(digest, digestOf(changed));
        if (outcome.type !== "refused" || outcome.code !== "PERMIT_PAYLOAD_MISMATCH")
          throw new Error(`It executed with a changed ${path}.`);
      }
    }),
    { numRuns: RUNS },
  );
  expect(changes).toBeGreaterThan(RUNS * 3);
}, 120_000);

test("no changed submission passes the verification of an offline permit", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const keys = [{ ...(await exportJWK(publicKey)), kid: "k" } as PermitKey];
  await fc.assert(
    fc.asyncProperty(submission, fc.nat(), async (approved, pick) => {
      const { submission: _, ...binding } = bound(approved);
      const claims = {
        ...binding,
        action: "pr.merge",
        approval: "apr_a",
        digest: digestOf(approved),
        salt: Buffer.from(salt).toString("base64url"),
      };
      const token = await new SignJWT(claims as Record<string, unknown>)
        .setProtectedHeader({ alg: "EdDSA", typ: "al-permit+jwt", kid: "k" })
        .setIssuer("https://console.test")
        .setAudience("here")
        .setExpirationTime("30s")
        .setJti("prm_a")
        .sign(privateKey);
      const verify = (running: Json) => {
        const { action_type, ...action } = toOptions(running);
        return verifyPermit(token, String(action_type), { ...action, keys, org: "org_a", audience: "here" });
      };
      await verify(approved);
      const mutations = mutationsOf(approved).filter(({ changed }) => ActionInput.safeParse(changed).success);
      const { path, changed } = mutations[pick % mutations.length] ?? { path: "", changed: approved };
      await expect(verify(changed), path).rejects.toMatchObject({ code: "PERMIT_PAYLOAD_MISMATCH" });
    }),
    { numRuns: 300 },
  );
});

/** Converts a submission to the options of the SDK. */
function toOptions(running: Json): Record<string, never> {
  const { data_accessed, iteration_index, session_id, usage, ...same } = running as Record<string, Json>;
  const tokens = usage as { input_tokens?: number } | undefined;
  return {
    ...same,
    ...(data_accessed === undefined ? {} : { dataAccessed: data_accessed }),
    ...(iteration_index === undefined ? {} : { iterationIndex: iteration_index }),
    ...(session_id === undefined ? {} : { sessionId: session_id }),
    ...(tokens === undefined ? {} : { usage: { inputTokens: tokens.input_tokens } }),
  } as unknown as Record<string, never>;
}
