import type { OperationId } from "@agentlattice/contract";
import { AppError } from "./app-error.ts";
import type { Caller } from "./authorise.ts";
import type { OrgKeyPrincipal, Principal } from "./principal.ts";

type Environment = OrgKeyPrincipal["environment"];

/** The scope of a request by an organisation key. */
type Reach =
  /** Reads or changes data of the whole organisation. */
  | "organisation"
  /** The handler limits the request to the environment of the key. */
  | "environment"
  /** Neither reads nor changes data of an environment. */
  | "none";

/**
 * The scope of every route that organisation keys may call. Keys of prod administer the organisation; keys of staging and dev are limited
 * to their own environment.
 * INVARIANT: a route that is missing here counts as one of the whole organisation.
 */
export const REACH: Partial<Record<OperationId, Reach>> = {
  whoami: "none",
  validateDecision: "none",
  scanContent: "none",
  listAgents: "none",
  getAgent: "none",
  listPresence: "environment",
  getBreaker: "environment",
  createAgent: "none",
  changeAgent: "organisation",
  listAgentKeys: "environment",
  createAgentKey: "environment",
  revokeAgentKey: "environment",
  rotateAgentKey: "environment",
  listIdentityKeys: "none",
  listDelegations: "environment",
  createDelegation: "environment",
  getDelegation: "environment",
  getDelegationGraph: "environment",
  previewRevokeDelegation: "environment",
  revokeDelegation: "environment",
  listDecisions: "environment",
  listSimilarDecisions: "environment",
  recallDecisions: "environment",
  getGraph: "environment",
  listRuns: "environment",
  getRun: "environment",
  listBudgets: "environment",
  getCosts: "environment",
  listCosts: "environment",
  exportCosts: "environment",
  listPrices: "none",
  listReservations: "environment",
  getReservation: "environment",
  listRunEvents: "environment",
  listAgentSessions: "environment",
  getAgentSession: "environment",
  listHalts: "organisation",
  getHalt: "organisation",
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
  previewPolicyImpact: "environment",
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
  listLogKeys: "none",
  recordVerification: "organisation",
  streamEvents: "organisation",
  listAnomalies: "environment",
  listAnomalyBaselines: "environment",
  getAnomaly: "environment",
  getArticle12Report: "organisation",
  getOwaspReport: "organisation",
  getSoc2Report: "organisation",
  getHipaaReport: "organisation",
  getCoverage: "organisation",
  getOverview: "organisation",
  getPosture: "none",
  getPostureHistory: "none",
};

/** Rejects requests of staging and dev keys that concern the whole organisation. @throws AppError ENVIRONMENT_FORBIDDEN */
export function requireReach(principal: Principal, operation: OperationId): void {
  if (!reaches(principal, operation)) throw beyondEnvironment(principal);
}

/** Returns true unless a staging or dev key calls an operation that concerns the whole organisation. */
export function reaches(caller: Caller, operation: OperationId): boolean {
  return ownEnvironment(caller) === null || (REACH[operation] ?? "organisation") !== "organisation";
}

/** Returns the environment that limits an organisation key; null for keys of prod and for other principals. */
export function ownEnvironment(principal: Caller): Environment | null {
  return principal.kind === "org_key" && principal.environment !== "prod" ? principal.environment : null;
}

/**
 * Rejects a filter for an environment other than that of a staging or dev key.
 * @param query the query of the request; the filter has the same name in every route
 * @throws AppError ENVIRONMENT_FORBIDDEN
 */
export function requireEnvironmentReach(principal: Principal, query: unknown): void {
  const own = ownEnvironment(principal);
  const { environment = own } = (query ?? {}) as { environment?: Environment };
  if (own !== null && environment !== own) throw beyondEnvironment(principal);
}

/** Returns the query filter for the environment of an organisation key. */
export function withinEnvironment(principal: Principal): { environment?: Environment } {
  const environment = ownEnvironment(principal);
  return environment === null ? {} : { environment };
}

export function beyondEnvironment(principal: Principal): AppError {
  const environment = ownEnvironment(principal);
  return new AppError("ENVIRONMENT_FORBIDDEN", {
    detail: `This key belongs to ${environment} and is limited to it. Use an organisation key of prod, or sign in as a person.`,
  });
}
