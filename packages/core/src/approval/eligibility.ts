import type { ApprovalPlan } from "../policy/verdict.ts";

/** A member of the organisation as eligibility sees them. */
export interface Approver {
  readonly id: string;
  readonly email: string;
  readonly role: string;
}

/** Whose action is to be approved: the owner of the root agent, when there is one. */
export interface RequestedBy {
  readonly ownerId: string | null;
}

export type Eligibility = { readonly eligible: true } | { readonly eligible: false; readonly because: string };

/** Roles whose holders may decide at all; an approver list narrows this, it never widens it. */
const DECIDING_ROLES = new Set(["owner", "admin", "operator"]);

/**
 * Whether a person may decide. Every stage that is still open must name them; roles never imply each other.
 * INVARIANT: with `strict` separation of duties the owner of the requesting agent is nobody's approver.
 */
export function mayDecide(plan: ApprovalPlan, person: Approver, requestedBy: RequestedBy): Eligibility {
  if (!DECIDING_ROLES.has(person.role)) return refuse(`The role ${person.role} does not decide approvals.`);
  const owns = requestedBy.ownerId !== null && requestedBy.ownerId === person.id;
  if (plan.separation_of_duties === "strict" && owns) return refuse("You own the agent that asked, and this policy wants another person.");
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
