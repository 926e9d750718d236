import type { Json } from "../model/json.ts";
import { nameOf } from "./approval-steps.ts";
import { utf8 } from "./bytes.ts";
import type { Entry } from "./entry.ts";
import type { Sha256 } from "./types.ts";

/** The statement of an entry about standing grants. */
export const GRANT_STEP = { given: 1, used: 2, ended: 3, approvalEnded: 4 } as const;

/** A step of a grant, in numbers, so that many fit in memory. */
export interface GrantStep {
  readonly step: (typeof GRANT_STEP)[keyof typeof GRANT_STEP];
  /** Names of the grant and of the approval that gave it; 0 when the entry does not state one. */
  readonly grant: number;
  readonly approval: number;
  /** Fingerprint of the agent, key, environment and action; 0 when the entry does not state them. */
  readonly owner: number;
  /** End of a given grant or time of a use, ms since the epoch. */
  readonly time: number;
  /** Largest number of uses, or number of uses with this one; 0 when the entry does not state it. */
  readonly count: number;
  /** Largest total, or total with this use, in millionths; -1 when there is none. */
  readonly sum: number;
}

/** Steps of grants in log order, with the sequence numbers of their entries. */
export interface GrantSteps {
  readonly steps: readonly GrantStep[];
  readonly seqs: readonly number[];
}

const NONE = { grant: 0, approval: 0, owner: 0, time: 0, count: 0, sum: -1 };
const ENDS_APPROVAL: ReadonlySet<string> = new Set(["approval.undone", "approval.revoked"]);
const ENDS_GRANT: ReadonlySet<string> = new Set(["grant.revoked", "grant.ended"]);

type Data = Readonly<Record<string, Json | undefined>>;

/** Returns the step of a parsed entry, or null for one without a grant. */
export function grantStepOf(sha: Sha256, { kind, data, actor, ts }: Entry): GrantStep | null {
  const { grant, approval } = data as Data;
  if (ENDS_APPROVAL.has(kind) && typeof approval === "string")
    return { ...NONE, step: GRANT_STEP.approvalEnded, approval: nameOf(approval) };
  if (typeof grant !== "string") return null;
  if (ENDS_GRANT.has(kind)) return { ...NONE, step: GRANT_STEP.ended, grant: nameOf(grant) };
  if (kind === "action.executed") return usedStep(sha, grant, { ...data, agent: actor.id }, ts);
  return kind === "approval.decided" && typeof approval === "string" ? givenStep(sha, grant, approval, data) : null;
}

function usedStep(sha: Sha256, grant: string, data: Data, ts: string): GrantStep {
  return {
    ...NONE,
    step: GRANT_STEP.used,
    grant: nameOf(grant),
    owner: ownerOf(sha, data, data.action_type),
    time: Date.parse(ts),
    count: Number(data.grant_use ?? 0),
    sum: Number(data.grant_sum ?? NONE.sum),
  };
}

function givenStep(sha: Sha256, grant: string, approval: string, data: Data): GrantStep {
  const bounds = (data.grant_bounds ?? null) as Data | null;
  return {
    step: GRANT_STEP.given,
    grant: nameOf(grant),
    approval: nameOf(approval),
    owner: bounds ? ownerOf(sha, bounds, data.action_type) : NONE.owner,
    time: Date.parse(String(data.grant_expires_at)),
    count: Number(bounds?.count ?? NONE.count),
    sum: Number(bounds?.sum ?? NONE.sum),
  };
}

const FINGERPRINT_BYTES = 6;

function ownerOf(sha: Sha256, { agent, key, environment }: Data, action: Json | undefined): number {
  const digest = sha(utf8([agent, key, environment, action].join(" ")));
  return digest.subarray(0, FINGERPRINT_BYTES).reduce((value, byte) => value * 256 + byte, 0);
}
