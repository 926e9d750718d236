import type { GrantInput } from "@agentlattice/contract";
import type { Submission } from "@agentlattice/core";
import { grantHash } from "@agentlattice/core/approval";
import { type Condition, type GrantRules, type GrantTerms, micros, parseDuration, refuseGrant } from "@agentlattice/core/policy";
import type { GrantOffer } from "@agentlattice/core/settle";
import { sha256 } from "@agentlattice/db";
import type { LoadedApproval } from "../approvals/loaded-approval.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { SealedGrant } from "./read-grants.ts";

export interface PreparedGrant {
  readonly offer: GrantOffer;
  /** The payload `grant`. */
  readonly payload: SealedGrant;
}

/** Reads the terms of a grant for a request. @throws AppError GRANT_NOT_ALLOWED, APPROVAL_REFUSED when the arguments were erased */
export function readTerms(input: GrantInput, { record, submission }: LoadedApproval): SealedGrant {
  if (!submission)
    throw new AppError("APPROVAL_REFUSED", { detail: "The arguments of this request were erased, so no grant can be given for it." });
  const rules = record.plan.grants;
  const terms = toTerms(input, rules);
  const refusal = refuseGrant(terms, rules, submission as Submission);
  if (refusal) throw new AppError("GRANT_NOT_ALLOWED", { detail: refusal });
  const asked = record.policies.filter(({ verdict }) => verdict === "approve").map(({ id, hash }) => `${id}:${hash}`);
  return { terms, submission: submission as Submission, asked };
}

function toTerms(input: GrantInput, rules: GrantRules | undefined): GrantTerms {
  return {
    for: parseDuration(input.for) ?? Number.POSITIVE_INFINITY,
    count: input.count ?? rules?.max_count ?? 1,
    sum: input.sum === undefined ? null : micros(input.sum),
    sum_field: rules?.sum_field ?? "amount",
    where: input.where === undefined ? null : (input.where as unknown as Condition[]),
  };
}

/** Prepares the grant of a decision. Votes name it by the salted hash of its terms. */
export function prepareGrant(deps: Pick<Deps, "newId">, input: GrantInput, found: LoadedApproval): PreparedGrant {
  const sealed = readTerms(input, found);
  const { digestSalt } = found;
  if (!digestSalt)
    throw new AppError("APPROVAL_REFUSED", { detail: "The salt of this request was erased, so no grant can be given for it." });
  const hash = grantHash(sha256, digestSalt, sealed.terms);
  return {
    offer: { grant_id: deps.newId(), hash, for: sealed.terms.for, count: sealed.terms.count, sum: sealed.terms.sum },
    payload: sealed,
  };
}
