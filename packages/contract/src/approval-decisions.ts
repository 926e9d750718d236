import { z } from "zod";
import { ApprovalStatus, duration } from "./approvals.ts";
import { CostAmounts } from "./budgets.ts";
import { PasskeyAssertion } from "./passkeys.ts";
import { hex32, id, json, visibleText } from "./primitives.ts";
import { anyCharacters } from "./stored-text.ts";
import { isOneProof, ONE_PROOF, oneTimeCode, passwordProof } from "./totp.ts";

const decision = z.enum(["approve", "deny"]);
const MAX_TEXT = 4 * 1024;
const reason = z.string().max(MAX_TEXT);
const MAX_EDITS = 32;
const MAX_GRANT_CONDITIONS = 32;

export const GrantInput = z
  .strictObject({
    for: duration.describe("How long the grant lasts, such as 2h. The policy sets the longest time"),
    count: z.number().int().min(1).max(1_000_000).optional().describe("The number of uses. Defaults to the most that the policy allows"),
    sum: z.number().positive().max(1_000_000_000).optional().describe("The total of the policy's sum field over all uses"),
    where: z
      .array(z.record(z.string(), json))
      .min(1)
      .max(MAX_GRANT_CONDITIONS)
      .optional()
      .describe(
        "Conditions on the arguments that may differ, as in policies. Every other argument must be that of the request. The target is always exact",
      ),
  })
  .meta({ id: "GrantInput" });
export type GrantInput = z.infer<typeof GrantInput>;

const edits = z
  .record(z.string().max(256), z.union([z.string().max(64 * 1024), z.number(), z.boolean()]))
  .refine((fields) => Object.keys(fields).length <= MAX_EDITS, `at most ${MAX_EDITS} fields may be edited`);

const extend = CostAmounts.optional().describe(
  "The amounts by which the caps of `extension` are extended in this period, one for each measure. Required to approve such a request",
);

export const DecisionInput = z
  .strictObject({
    decision,
    digest: hex32.optional().describe("Digest of the approval as the reviewer saw it. Required to approve"),
    reason: reason.optional(),
    edits: edits.optional().describe("New values of fields that the policy lets a reviewer change. Only with an approval"),
    grant: GrantInput.optional().describe(
      "A standing grant for similar actions. It needs the same quorum: every vote names the same grant",
    ),
    extend,
    password: passwordProof.optional(),
    one_time_code: oneTimeCode.optional(),
    assertion: PasskeyAssertion.optional().describe(
      "The assertion of your passkey, made with the options of POST /approvals/{id}/evidence",
    ),
  })
  .refine(({ decision, edits }) => decision === "approve" || edits === undefined, {
    path: ["edits"],
    message: "a denial has no edits: deny, or approve with edits",
  })
  .refine(({ decision, grant }) => decision === "approve" || grant === undefined, {
    path: ["grant"],
    message: "a denial gives no grant: deny, or approve with a grant",
  })
  .refine(({ decision, extend }) => decision === "approve" || extend === undefined, {
    path: ["extend"],
    message: "a denial extends no budget: deny, or approve with an extension",
  })
  .refine(({ edits, grant }) => edits === undefined || grant === undefined, {
    path: ["grant"],
    message: "a decision edits or gives a grant, not both: approve the edit, and give a grant with a later request",
  })
  .refine(isOneProof, ONE_PROOF)
  .meta({ id: "DecisionInput" });
export type DecisionInput = z.infer<typeof DecisionInput>;

export const EvidenceInput = z
  .strictObject({
    act: z.enum(["approve", "deny", "break_glass"]).default("approve").describe("What the assertion is for"),
    edits: edits.optional().describe("The edits of the decision"),
    grant: GrantInput.optional().describe("The grant of the decision"),
    extend,
  })
  .meta({ id: "EvidenceInput" });
export type EvidenceInput = z.infer<typeof EvidenceInput>;

export const EvidenceOptions = z
  .strictObject({
    digest: hex32.describe("Digest of the request that is shown"),
    preview: hex32.describe("SHA-256 of the canonical JSON of what is shown"),
    challenge: z.string().describe("base64url of SHA-256(digest ‖ preview), both as 32 bytes"),
    options: json.describe("PublicKeyCredentialRequestOptions as JSON, for navigator.credentials.get"),
  })
  .meta({ id: "EvidenceOptions" });
export type EvidenceOptions = z.infer<typeof EvidenceOptions>;

const MAX_BATCH = 100;

export const BatchInput = z
  .strictObject({
    decision,
    reason: reason.optional(),
    items: z
      .array(z.strictObject({ id: id("apr"), digest: hex32 }))
      .min(1)
      .max(MAX_BATCH),
  })
  .meta({ id: "BatchInput" });
export type BatchInput = z.infer<typeof BatchInput>;

export const BatchResult = z
  .strictObject({
    decided: z.number().int().min(0).describe("Number of requests that were decided"),
    refused: z.number().int().min(0).describe("Number of requests that were not decided"),
    reason: z.string().optional().describe("Present when nothing was decided: the reason, and what to do"),
    results: z
      .array(
        z.strictObject({ id: id("apr"), status: ApprovalStatus.optional(), code: z.string().optional(), detail: z.string().optional() }),
      )
      .describe("One result per item, in order: the approval's new status, or the error code that refused it"),
  })
  .meta({ id: "BatchResult" });
export type BatchResult = z.infer<typeof BatchResult>;

export const NoteInput = z
  .strictObject({
    text: anyCharacters(visibleText(MAX_TEXT)),
  })
  .meta({ id: "NoteInput" });

export const BreakGlassInput = z
  .strictObject({
    reason: visibleText(MAX_TEXT),
    digest: hex32.describe("Digest of the approval as the person saw it"),
    extend,
    password: passwordProof.optional(),
    one_time_code: oneTimeCode.optional(),
    assertion: PasskeyAssertion.optional().describe("The assertion of your passkey, which replaces the password"),
  })
  .refine(isOneProof, ONE_PROOF)
  .meta({ id: "BreakGlassInput" });
export type BreakGlassInput = z.infer<typeof BreakGlassInput>;

export const BreakGlassReviewInput = z.strictObject({ comment: visibleText(MAX_TEXT) }).meta({ id: "BreakGlassReviewInput" });

export const OutcomeInput = z
  .strictObject({
    outcome: z.enum(["executed", "failed"]),
    evidence: visibleText(MAX_TEXT).describe("How the person knows, such as the number under which the provider lists the action"),
  })
  .meta({ id: "OutcomeInput" });
export type OutcomeInput = z.infer<typeof OutcomeInput>;
