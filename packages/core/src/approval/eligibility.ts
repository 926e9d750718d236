import type { ApprovalPlan, ApprovalStage } from "../model/verdict.ts";
import type { RiskLevel } from "./assess-risk.ts";

/** A member of the organisation. Times are milliseconds since the epoch. */
export interface Approver {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly groups?: readonly GroupMembership[];
  /** The time at which the role was granted; null or absent for a role from the start of the organisation. */
  readonly role_since?: number | null;
  /** People who handed their approvals over to this person. */
  readonly handovers?: readonly Handover[];
  /** True when the person has registered a passkey. */
  readonly has_passkey?: boolean;
}

/** A person's membership in a group. */
export interface GroupMembership {
  readonly name: string;
  /** The time at which the person joined; null for memberships of earlier releases. */
  readonly since: number | null;
}

/** A hand-over of a person's approvals, bounded in time. */
export interface Handover {
  /** The id of the person who is out of office. */
  readonly person: string;
  readonly from: number;
  readonly until: number;
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

/** The parts of a request on which eligibility depends. */
export interface ApprovalRequestTerms {
  readonly plan: ApprovalPlan;
  readonly requested_by: RequestedBy;
  readonly risk: RiskLevel;
}

/** The members of the organisation and the time of the check. */
export interface Electorate {
  readonly people: readonly Approver[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A stage with the approvers who may decide it now. */
export type OpenStage = Pick<ApprovalStage, "approvers" | "quorum">;

/** A vote and the person in whose right it was given. `at` is in milliseconds since the epoch. */
export interface CastVote {
  readonly user: string;
  readonly right: string;
  readonly at: number;
}

/** The cause for which a person may not decide. Each has a remedy of its own. */
export type IneligibleCause = "not_an_approver" | "separation_of_duties" | "role_too_new" | "needed_for_later_stage";

/** Why a person may not decide. `because` is a sentence for that person, with the remedy. */
export interface Ineligible {
  readonly eligible: false;
  readonly cause: IneligibleCause;
  readonly because: string;
}

/** `rights` are the ids of the people in whose right the person may decide: their own, or of those who handed over to them. */
export type Eligibility = { readonly eligible: true; readonly rights: readonly string[] } | Ineligible;

/** Roles that may decide. An approver list narrows them, never widens. */
const DECIDING_ROLES = new Set(["owner", "admin", "operator"]);
const HIGH_RISK: ReadonlySet<RiskLevel> = new Set(["high", "critical"]);
/** Age from which a role counts on high risk. */
const MIN_ROLE_AGE_MS = 24 * 3600 * 1000;

/** Returns true for a role that may decide approvals. */
export const isDecidingRole = (role: string): boolean => DECIDING_ROLES.has(role);

/** Returns true when the risk is high or critical. */
export const isHighRisk = (level: RiskLevel): boolean => HIGH_RISK.has(level);

/** Returns the stage with its fallback approvers once it has escalated. */
export function openStage({ approvers, quorum, fallback = [] }: ApprovalStage, hasEscalated: boolean): OpenStage {
  return { quorum, approvers: hasEscalated ? [...approvers, ...fallback] : approvers };
}

/**
 * Returns whether a person may decide a stage, in their own right or for somebody who handed over to them. Roles never imply each other.
 * INVARIANT: a hand-over gives exactly the rights of the person who is out of office, never those handed over to that person. Rules that
 * exclude a person also exclude everybody who acts for them, and a new role of either does not count on high risk.
 */
export function mayDecide(terms: ApprovalRequestTerms, stage: OpenStage, personId: string, { people, now }: Electorate): Eligibility {
  const person = people.find(({ id }) => id === personId);
  if (!person) return refuse("not_an_approver", "You are not a member of this organisation. Ask one of its approvers to decide.");
  const excluded = exclusionOf(terms, person) ?? newRoleRefusal(terms, person, now);
  if (excluded) return excluded;
  const own = refusalOf(terms, stage, person, now);
  const absent = (person.handovers ?? []).filter(({ from, until }) => from <= now && now < until).map((handover) => handover.person);
  const representedPeople = people.filter((other) => absent.includes(other.id) && refusalOf(terms, stage, other, now) === null);
  const rights = [...(own === null ? [person.id] : []), ...representedPeople.map(({ id }) => id)];
  return own === null || rights.length > 0 ? { eligible: true, rights } : own;
}

/**
 * Returns true when a vote still counts. It does not depend on the hand-over under which it was given, which may end.
 * INVARIANT: a vote needs roles and groups that its voter, and the person in whose right it was given, have held since before the vote. A
 * right that was lost and granted again does not revive it, so a vote that stopped counting never counts again.
 */
export function stillCounts(terms: ApprovalRequestTerms, stage: OpenStage, vote: CastVote, { people, now }: Electorate): boolean {
  const voter = personAt(people, vote.user, vote.at);
  const holder = personAt(people, vote.right, vote.at);
  if (!voter || !holder || refusalOf(terms, stage, holder, now) !== null) return false;
  return exclusionOf(terms, voter) === null && newRoleRefusal(terms, voter, now) === null;
}

/** Returns the person with the groups that they have been in since a time, or null when their role is newer. */
function personAt(people: readonly Approver[], personId: string, at: number): Approver | null {
  const person = people.find(({ id }) => id === personId);
  if (!person || (person.role_since ?? 0) > at) return null;
  return { ...person, groups: (person.groups ?? []).filter(({ since }) => (since ?? 0) <= at) };
}

/** Returns whether a person may release a request alone in an emergency, whoever its approvers are. */
export function mayRelease(terms: ApprovalRequestTerms, person: Approver, now: number): Eligibility {
  const because = exclusionOf(terms, person) ?? newRoleRefusal(terms, person, now);
  return because ?? { eligible: true, rights: [person.id] };
}

/** Returns the people who may decide a stage, in the order of the members. */
export function eligibleApprovers(terms: ApprovalRequestTerms, stage: OpenStage, electorate: Electorate): Approver[] {
  return electorate.people.filter(({ id }) => mayDecide(terms, stage, id, electorate).eligible);
}

/** Returns the ids of the people who may decide a stage in their own right. */
export function rightHolders(terms: ApprovalRequestTerms, stage: OpenStage, { people, now }: Electorate): string[] {
  return people.filter((person) => refusalOf(terms, stage, person, now) === null).map(({ id }) => id);
}

/** Returns the ids of the people who may vote in the right of a person: that person, and those to whom the person handed over. */
export function votersOf(terms: ApprovalRequestTerms, right: string, { people, now }: Electorate): string[] {
  const represents = ({ id, handovers = [] }: Approver) =>
    id === right || handovers.some(({ person, from, until }) => person === right && from <= now && now < until);
  const may = (person: Approver) => exclusionOf(terms, person) === null && newRoleRefusal(terms, person, now) === null;
  return people.filter((person) => represents(person) && may(person)).map(({ id }) => id);
}

/** Returns a stage that has not begun, with everybody who may decide it: a stage that can escalate includes its fallback approvers. */
export function stageToCome({ on_timeout }: ApprovalPlan, stage: ApprovalStage): OpenStage {
  return openStage(stage, stage.sla !== undefined || on_timeout === "escalate");
}

/** Returns for which causes the people whom a stage names may not decide it, with the time from which the next new role counts. */
export function explainExclusions(
  terms: ApprovalRequestTerms,
  stage: OpenStage,
  { people, now }: Electorate,
): { readonly causes: ReadonlySet<IneligibleCause>; readonly counts_from: number | null } {
  const named = people.filter((person) => isNamed(terms, stage, person));
  const refusals = named.flatMap((person) => {
    const refusal = refusalOf(terms, stage, person, now);
    return refusal ? [{ cause: refusal.cause, since: person.role_since ?? 0 }] : [];
  });
  const times = refusals.flatMap(({ cause, since }) => (cause === "role_too_new" ? [since + MIN_ROLE_AGE_MS] : []));
  return { causes: new Set(refusals.map(({ cause }) => cause)), counts_from: times.length > 0 ? Math.min(...times) : null };
}

/** Returns why a person may not decide a stage in their own right, or null. */
function refusalOf(terms: ApprovalRequestTerms, stage: OpenStage, person: Approver, now: number): Ineligible | null {
  const excluded = exclusionOf(terms, person) ?? newRoleRefusal(terms, person, now);
  if (excluded) return excluded;
  if (isNamed(terms, stage, person)) return null;
  const approvers = stage.approvers.join(", ");
  return refuse("not_an_approver", `Only ${approvers} may decide this. Ask one of them, or ask an admin to name you in the policy.`);
}

function isNamed({ requested_by }: ApprovalRequestTerms, { approvers }: OpenStage, person: Approver): boolean {
  return approvers.some((pattern) => names(pattern, person, requested_by.owner === person.id));
}

/** Returns why a new role does not count on high risk, or null. */
function newRoleRefusal({ risk }: ApprovalRequestTerms, { role_since }: Approver, now: number): Ineligible | null {
  const isNew = typeof role_since === "number" && now - role_since < MIN_ROLE_AGE_MS;
  if (!isNew || !isHighRisk(risk)) return null;
  const from = formatTime(role_since + MIN_ROLE_AGE_MS);
  return refuse(
    "role_too_new",
    `Your role was granted less than 24 hours ago, and this request has a high risk. You may decide it from ${from}; until then, ask an approver whose role is older.`,
  );
}

/**
 * Returns why a person may decide nothing about this request, or null.
 * INVARIANT: a person who opened a delegation never decides requests made under it. With `strict` separation of duties, neither do the
 * owner of the root agent and the creators of the keys. Ownership is taken from the submission, so later changes do not affect it.
 */
function exclusionOf({ plan, requested_by }: ApprovalRequestTerms, person: Approver): Ineligible | null {
  if (!isDecidingRole(person.role))
    return refuse("not_an_approver", `The role ${person.role} does not decide approvals. Ask an operator, admin or owner to decide.`);
  if (plan.separation_of_duties === "strict") {
    if (requested_by.owner === person.id)
      return separated("You owned the agent when it submitted this, and this policy separates duties strictly");
    if (requested_by.key_makers.includes(person.id))
      return separated("You made a key with which this was submitted, and this policy separates duties strictly");
  }
  if (requested_by.opened_by.includes(person.id)) return separated("You opened the delegation under which this was submitted");
  return null;
}

function separated(because: string): Ineligible {
  return refuse("separation_of_duties", `${because}. Ask an approver who neither owns the agent nor made its key or delegation.`);
}

/** Returns a time as a person reads it, such as `2026-11-25 09:30 UTC`. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function names(pattern: string, person: Approver, owns: boolean): boolean {
  if (pattern === "agent_owner") return owns;
  if (pattern.startsWith("role:")) return pattern.slice(5) === person.role;
  if (pattern.startsWith("group:")) return person.groups?.some(({ name }) => name === pattern.slice(6)) ?? false;
  return pattern.startsWith("user:") && pattern.slice(5).toLowerCase() === person.email;
}

function refuse(cause: IneligibleCause, because: string): Ineligible {
  return { eligible: false, cause, because };
}
