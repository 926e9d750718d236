import { z } from "zod";
import type { Risk } from "../approval/assess-risk.ts";
import type { RequestedBy } from "../approval/eligibility.ts";
import { NO_PROGRESS } from "../approval/progress.ts";
import type { ApprovalPlan, PolicyVerdict } from "../model/verdict.ts";
import type { ApprovalRecord } from "./types.ts";

const text = z.string();
const texts = z.array(text);
const number = z.number();
const optionalNumber = number.optional();
const level = z.enum(["low", "medium", "high", "critical"]);

const stage = z.looseObject({ approvers: texts, quorum: number.min(1), sla: optionalNumber, fallback: texts.optional() });
const plan = z.looseObject({
  stages: z.array(stage).min(1),
  expires: number,
  use_within: number,
  separation_of_duties: z.enum(["default", "strict"]),
  reason: z.enum(["required_on_deny", "always", "optional"]),
  editable: z.array(z.looseObject({ field: text, one_of: z.array(z.unknown()).optional(), pattern: text.optional() })).optional(),
  report_within: optionalNumber,
  notify: texts.optional(),
  grants: z.looseObject({ max: number, max_count: number, sum_field: text }).optional(),
  extension: z.array(z.looseObject({ policy: text, keys: texts, needed: number, max: number, cap: number })).optional(),
  risk: level,
  asked_by: z.array(z.looseObject({ policy: text, path: text })),
});
const vote = z.looseObject({ user: text, right: text, stage: number, at: number, entry: text });
// Rows of earlier releases lack the later members.
const progress = z
  .looseObject({
    stage: number.min(0),
    stage_since: number.nullable(),
    escalations: number,
    extended: z.boolean(),
    votes: z.array(vote),
    edit: z.looseObject({ requested_digest: text, entry: text }).nullable(),
    claim: z.looseObject({ user: text, until: number }).nullable(),
    question: text.nullable(),
    emergency: z.looseObject({ by: text, review_by: number, reviewed_by: text.nullable() }).nullable(),
    outcome: z.looseObject({ status: z.enum(["awaited", "unknown", "executed", "failed"]), due: number }).nullable(),
    grant: text.nullable(),
    extend: z.looseObject({}).nullable(),
    frozen_at: number.nullable(),
    decided: vote.nullable(),
  })
  .partial();
const columns = z.object({
  plan,
  policies: z.array(z.looseObject({ id: text, name: text, hash: text, version: number, mode: text, verdict: text })),
  progress,
  requested_by: z.looseObject({ owner: text.nullable(), opened_by: texts, key_makers: texts }),
  risk: z.looseObject({ level, score: number, reasons: texts }),
});

type JsonColumns = Pick<ApprovalRecord, "plan" | "policies" | "progress" | "requested_by" | "risk">;

/** What a malformed row is read as: nobody may decide it. */
const MALFORMED: JsonColumns = {
  plan: {
    stages: [{ approvers: [], quorum: 1 }],
    expires: 1,
    use_within: 1,
    separation_of_duties: "strict",
    reason: "optional",
    risk: "critical",
    asked_by: [],
  },
  policies: [],
  progress: NO_PROGRESS,
  requested_by: { owner: null, opened_by: [], key_makers: [] },
  risk: { level: "critical", score: 100, reasons: [] },
};

/** The columns with JSON as they are stored: unchecked, because somebody may have changed them by SQL. */
export type StoredJsonColumns = Readonly<Record<keyof JsonColumns, unknown>>;

/**
 * Reads the JSON columns of an approval. When a column does not match its schema, `isMalformed` is true and the plan is one that nobody can
 * satisfy, so that the row approves nothing.
 */
export function readStoredColumns(row: StoredJsonColumns): JsonColumns & { readonly isMalformed: boolean } {
  if (!columns.safeParse(row).success) return { ...MALFORMED, isMalformed: true };
  return {
    plan: row.plan as ApprovalPlan,
    policies: row.policies as PolicyVerdict[],
    progress: { ...NO_PROGRESS, ...(row.progress as Partial<ApprovalRecord["progress"]>) },
    requested_by: row.requested_by as RequestedBy,
    risk: row.risk as Risk,
    isMalformed: false,
  };
}
