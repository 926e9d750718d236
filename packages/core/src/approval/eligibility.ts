import type { ApprovalPlan } from "../model/verdict.ts";

/** A member of the organisation as eligibility sees them. */
export interface Approver {
  readonly id: string;
  readonly email: string;
  readonly role: string;
}

/** The people whose action is to be approved, as they were when it was submitted: user ids. */
export interface RequestedBy {
  /** The owner of the agent that submits; of a delegated one, the owner of its root. */
  readonly owner: string | null;
  /** Who opened a delegation on the way to the agent that submits. */
  readonly opened_by: readonly string[];
  /** Who made the agent's key, or the organisation's key that made it, and the keys that delegated on the way. */
  readonly key_makers: readonly string[];
}

export type Eligibility = { readonly eligible: true } | { readonly eligible: false; readonly because: string };

/** Roles whose holders may decide at all; an approver list narrows this, it never widens it. */
const DECIDING_ROLES = new Set(["owner", "admin", "operator"]);

/**
 * Whether a person may decide. Every stage that is still open must name them; roles never imply each other.
 * INVARIANT: who opened a delegation does not decide what is submitted under it. With `strict` separation of duties neither do
 * the owner of the agent at the root and the makers of the keys on the way. All of them are those of the submission: a later
 * change of owner changes nobody's right to decide.
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

/** Everyone who may decide, in the order given. */
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
