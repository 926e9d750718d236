import type { ApprovalPlan } from "../policy/verdict.ts";

/** A member of the organisation as eligibility sees them. */
export interface Approver {
  readonly id: string;
  readonly email: string;
  readonly role: string;
}

/** Whose action is to be approved. */
export interface RequestedBy {
  /** The owner of the agent that asks; of a delegated one, the owner of its root. */
  readonly ownerId: string | null;
  /** The people who opened a delegation on the way to the agent that asks. */
  readonly openedBy?: readonly string[];
}

export type Eligibility = { readonly eligible: true } | { readonly eligible: false; readonly because: string };

/** Roles whose holders may decide at all; an approver list narrows this, it never widens it. */
const DECIDING_ROLES = new Set(["owner", "admin", "operator"]);

/**
 * Whether a person may decide. Every stage that is still open must name them; roles never imply each other.
 * INVARIANT: who opened a delegation does not decide what is asked under it; with `strict` separation of duties the owner
 * along the chain does not either.
 */
export function mayDecide(plan: ApprovalPlan, person: Approver, requestedBy: RequestedBy): Eligibility {
  if (!DECIDING_ROLES.has(person.role)) return refuse(`The role ${person.role} does not decide approvals.`);
  const owns = requestedBy.ownerId !== null && requestedBy.ownerId === person.id;
  if (plan.separation_of_duties === "strict" && owns) return refuse("You own the agent that asked, and this policy wants another person.");
  if (requestedBy.openedBy?.includes(person.id))
    return refuse("You opened the delegation under which this is asked: another person must decide.");
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
