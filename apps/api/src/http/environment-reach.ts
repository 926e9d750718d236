import type { OperationId } from "@agentlattice/contract";
import { AppError } from "./app-error.ts";
import type { OrgKeyPrincipal, Principal } from "./principal.ts";

type Environment = OrgKeyPrincipal["environment"];

/** How far a request of an organisation key reaches. */
type Reach =
  /** It shows or changes what belongs to the whole organisation. */
  | "organisation"
  /** Its verb limits it to the environment of the key. */
  | "environment"
  /** It shows nothing of an environment and changes nothing that exists in one. */
  | "none";

/**
 * Every route that an organisation key may call. A key of prod administers the organisation; a key of staging or dev reaches its
 * own environment only.
 * INVARIANT: a route that is not listed here counts as reaching the whole organisation.
 */
export const REACH: Partial<Record<OperationId, Reach>> = {
  whoami: "none",
  validateDecision: "none",
  scanContent: "none",
  listAgents: "none",
  getAgent: "none",
  createAgent: "none",
  changeAgent: "organisation",
  listAgentKeys: "environment",
  createAgentKey: "environment",
  revokeAgentKey: "environment",
  rotateAgentKey: "environment",
  listDelegations: "environment",
  createDelegation: "environment",
  getDelegation: "environment",
  getDelegationGraph: "environment",
  previewRevokeDelegation: "environment",
  revokeDelegation: "environment",
  getRun: "environment",
  consumePermit: "environment",
  listLibrary: "none",
  getLibraryItem: "none",
  installLibraryItem: "environment",
  validatePolicy: "none",
  testPolicy: "none",
  createPolicy: "environment",
  listPolicies: "environment",
  getPolicy: "environment",
  listPolicyVersions: "environment",
  getPolicyVersion: "environment",
  diffPolicy: "environment",
  validatePolicyVersion: "environment",
  testPolicyVersion: "environment",
  publishPolicy: "environment",
  disablePolicy: "environment",
  requestPolicyReview: "environment",
  listPolicyReviews: "organisation",
  backtestDocument: "organisation",
  backtestPolicy: "organisation",
  getPolicySettings: "none",
  changePolicySettings: "environment",
  listAuditEvents: "organisation",
  getAuditEvent: "organisation",
  listLeaves: "organisation",
  proveInclusion: "organisation",
  getCheckpoint: "none",
  verifyLedger: "none",
  proveConsistency: "none",
  proveRange: "none",
  exportLedger: "organisation",
  exportManifest: "organisation",
  exportPayloads: "organisation",
  getLedgerStatus: "none",
  recordVerification: "organisation",
  streamEvents: "organisation",
  getOverview: "organisation",
  getPosture: "none",
  getPostureHistory: "none",
};

/** Refuses a request of a staging or dev key for something of the whole organisation. @throws AppError ENVIRONMENT_FORBIDDEN */
export function requireReach(principal: Principal, operation: OperationId): void {
  if (ownEnvironment(principal) !== null && (REACH[operation] ?? "organisation") === "organisation") throw beyondEnvironment(principal);
}

/** The environment that limits an organisation key; null for everybody else and for a key of prod. */
export function ownEnvironment(principal: Principal): Environment | null {
  return principal.kind === "org_key" && principal.environment !== "prod" ? principal.environment : null;
}

/**
 * Refuses a filter for another environment than that of a staging or dev key.
 * @param query the request's, of any route: the filter has one name everywhere
 * @throws AppError ENVIRONMENT_FORBIDDEN
 */
export function requireEnvironmentReach(principal: Principal, query: unknown): void {
  const own = ownEnvironment(principal);
  const { environment = own } = (query ?? {}) as { environment?: Environment };
  if (own !== null && environment !== own) throw beyondEnvironment(principal);
}

/** Limits a query to the environment of an organisation key. */
export function withinEnvironment(principal: Principal): { environment?: Environment } {
  const environment = ownEnvironment(principal);
  return environment === null ? {} : { environment };
}

export function beyondEnvironment(principal: Principal): AppError {
  const environment = ownEnvironment(principal);
  return new AppError("ENVIRONMENT_FORBIDDEN", {
    detail: `This key belongs to ${environment} and reaches nothing beyond it. Use an organisation key of prod, or do it signed in as a person.`,
  });
}
