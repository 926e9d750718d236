import type { ApprovalPlan } from "../model/verdict.ts";

/** A member of the organisation. */
export interface Approver {
  readonly id: string;
  readonly email: string;
  readonly role: string;
}

/** The people behind a request when it was submitted, by user id. */
export interface RequestedBy {
  /** The owner of the agent, or of the root of its delegation chain. */
  readonly owner: string | null;
  /** The people who opened delegations in the chain. */
  readonly opened_by: readonly string[];
  /** The creators of the agent's key, of the organisation key that created it, and of the keys that opened the delegations. */
  readonly key_makers: readonly string[];
}

export type Eligibility = { readonly eligible: true } | { readonly eligible: false; readonly because: string };

/** Roles that may decide. An approver list narrows them, never widens. */
const DECIDING_ROLES = new Set(["owner", "admin", "operator"]);

/**
 * Returns whether a person may decide. Every open stage must name them; roles never imply each other.
 * INVARIANT: a person who opened a delegation never decides requests made under it. With `strict` separation of duties, neither do the
 * owner of the root agent and the creators of the keys. Ownership is taken from the submission, so later changes do not affect it.
 */
export function mayDecide(plan: ApprovalPlan, person: Approver, requestedBy: RequestedBy): Eligibility {
  if (!DECIDING_ROLES.has(person.role)) return refuse(`The role ${person.role} does not decide approvals.`);
  const owns = requestedBy.owner === person.id;
  if (plan.separation_of_duties === "strict") {
    if (owns) return refuse("You owned the agent when it submitted this, and this policy requires another person.");
    if (requestedBy.key_makers.includes(person.id))
      return refuse("You made a key with which this was submitted, and this policy requires another person.");
  }
  if (requestedBy.opened_by.includes(person.id))
    return refuse("You opened the delegation under which this was submitted: another person must decide.");
  const named = plan.stages.every((stage) => stage.approvers.some((pattern) => names(pattern, person, owns)));
  return named ? { eligible: true } : refuse(`Only ${plan.stages.flatMap((stage) => stage.approvers).join(", ")} may decide this.`);
}

/** Returns the people who may decide, in the given order. */
export function eligibleApprovers<P extends Approver>(plan: ApprovalPlan, people: readonly P[], requestedBy: RequestedBy): P[] {
  return people.filter((person) => mayDecide(plan, person, requestedBy).eligible);
}

function names(pattern: string, person: Approver, owns: boolean): boolean {
  if (pattern === "agent_owner") return owns;
  if (pattern.startsWith("role:")) return pattern.slice(5) === person.role;
  return pattern.startsWith("user:") && pattern.slice(5).toLowerCase() === person.email;
}

function refuse(because: string): Eligibility {
  return { eligible: false, because };
}
