export { type AgentRecordRow, readAgentRecords } from "./agents/read-agent-records.ts";
export { type Presence, readPresence } from "./agents/read-presence.ts";
export {
  type ActivityMeasure,
  type CountedHour,
  countActivity,
  deleteOldActivity,
  lockActivityCursor,
  moveActivityCursor,
  pauseCountingActivity,
  resumeCountingActivity,
  type UncountedRange,
} from "./anomalies/count-activity.ts";
export { readActionBaselines, readHours } from "./anomalies/read-activity.ts";
export { readEvidence } from "./anomalies/read-evidence.ts";
export { storeGrantEnds } from "./approvals/end-grants.ts";
export type { ApprovalConditions, ApprovalOrder, ApprovalQuery, StoredApproval, StoredVote } from "./approvals/read-approvals.ts";
export type { OpenGrant } from "./approvals/read-open-grants.ts";
export { type RequestQuality, readAutomaticDecisions, readRequestQuality } from "./approvals/read-quality.ts";
export { type Fatigue, readFatigue, readVoteQuality, type VoteQuality } from "./approvals/read-vote-quality.ts";
export { storeOpening } from "./approvals/store-opening.ts";
export type { AttemptLimit, Attempts, GuessPace } from "./attempts.ts";
export { type BudgetUsage, type KeyRange, readBudgetUsage } from "./budgets/read-budget-usage.ts";
export { type CounterExtension, readExtensions } from "./budgets/read-extensions.ts";
export {
  type CostFilter,
  type CostGroup,
  type CostPage,
  readCostGroups,
  readCosts,
  readCostTotal,
  readUnknownModels,
  type StoredCost,
} from "./costs/read-costs.ts";
export {
  type AgentRequests,
  type CoverageRange,
  readAgentRequests,
  readOldestEntry,
  readOutcomeReports,
  readToolRequests,
} from "./coverage/read-coverage.ts";
export { type CreatedOrganisation, createOrganisation, type NewOrganisation } from "./create-organisation.ts";
export { type CommitListener, type Database, type DatabaseOptions, openDatabase, type SignedHead } from "./database.ts";
export type { DecisionFilter, DecisionReach, FoundDecision } from "./decisions/find-decisions.ts";
export type { StoredDecision } from "./decisions/read-decision.ts";
export type { EntryReference, ReferenceFilter } from "./decisions/reference-filter.ts";
export { readSubtree } from "./delegations/read-subtree.ts";
export type { GraphAgent, GraphDecision, GraphRunMember, GraphScope } from "./graph/read-graph.ts";
export { type ClientTimes, countHaltClients, type HaltClientCounts, recordDisconnected } from "./halts/count-halt-clients.ts";
export type { HaltOfKey } from "./halts/read-halt-of-key.ts";
export { type HaltClient, recordHaltClients } from "./halts/record-halt-clients.ts";
export { removeStreamClients } from "./halts/remove-stream-clients.ts";
export type { AppendOnlyTable, GovernanceReader, KeyResolution, LastVerification } from "./health/governance-reader.ts";
export { type HistoryBatch, HistorySettler } from "./history/history-settler.ts";
export type { HistoryImport } from "./history/import-history.ts";
export { endKeys } from "./keys/end-keys.ts";
export type { OrgKeys } from "./keys/org-keys.ts";
export type { NewPermitKey } from "./keys/permit-keys.ts";
export { randomBytesPooled } from "./keys/random-bytes.ts";
export { grantColumns, isSealed, openRowSeals, type RowSeals, type SealsOf } from "./keys/row-seals.ts";
export { verifyEd25519 } from "./keys/verify-ed25519.ts";
export type { AuditedContext, AuditedWork } from "./ledger/audited.ts";
export { type BegunGeneration, beginGeneration } from "./ledger/begin-generation.ts";
export type { EntryFilter, MentionRole } from "./ledger/entry-filter.ts";
export type { EndedGeneration } from "./ledger/generation.ts";
export { LedgerError, type LedgerErrorCode } from "./ledger/ledger-error.ts";
export type { CheckedBlock, EntryRow, LeafBlock, LedgerReader } from "./ledger/ledger-reader.ts";
export type { CommitRequest, Committed, LedgerObserver } from "./ledger/ledger-writer.ts";
export { readLimits } from "./ledger/load-limits.ts";
export { openPayload, openText, sealPayload, sealText } from "./ledger/payload.ts";
export type { PayloadRow } from "./ledger/read-payload-rows.ts";
export { type Payloads, readPayloads } from "./ledger/read-payloads.ts";
export { sha256 } from "./ledger/sha256.ts";
export type { LedgerFault } from "./ledger/signer-health.ts";
export { fileSignerState } from "./ledger/signer-state.ts";
export type {
  AgentRecord,
  DelegationChain,
  DueDelivery,
  InvitationRecord,
  KeyRecord,
  MembershipRecord,
  RoleName,
  SessionRecord,
  SignInRecord,
  TombstoneRecord,
} from "./lookups.ts";
export { type NotificationOptions, type Notifications, openNotifications } from "./notifications.ts";
export { type ClaimExtent, type ClaimedDelivery, claimDeliveries, deleteOldDeliveries } from "./outbox/claim-delivery.ts";
export { type DeliveryPace, delayDeliveries, lockPace, readDueDelivery, storePace } from "./outbox/delivery-pace.ts";
export { lockCursor, type UnroutedRange, waitForCursor } from "./outbox/lock-cursor.ts";
export { readCounters } from "./overview/read-counters.ts";
export { type DecisionBucket, readDecisionBuckets } from "./overview/read-decisions.ts";
export { readRecentAgentActivity } from "./overview/read-recent-agent-activity.ts";
export { binStart, type DecisionTimes, readDecisionTimes, readWaiting } from "./overview/read-waiting.ts";
export { storePassword, storePerson } from "./people.ts";
export { FairQueue, type FairQueueLimits, type FullQueue, type QueueOwner } from "./pools/fair-queue.ts";
export type { PoolUsage } from "./pools/pool-usage.ts";
export { TooManyInProgressError } from "./pools/share.ts";
export { ActivityMemory } from "./posture/activity-memory.ts";
export { databaseNow, windowOf } from "./posture/evidence-window.ts";
export { storeLedgerCheck } from "./posture/read-ledger-checks.ts";
export { readPostureFacts } from "./posture/read-posture-facts.ts";
export { readSnapshots, type Snapshot, storeSnapshot, toSnapshotComponents } from "./posture/snapshots.ts";
export { type ClientRow, type ClientSummary, readHeartbeats, summariseHeartbeats } from "./presence/read-heartbeats.ts";
export { type HeartbeatRow, storeHeartbeats } from "./presence/store-heartbeats.ts";
export type { BusUse, Processes } from "./processes.ts";
export type { LastHead } from "./remove-organisation.ts";
export type { StoredRunEvent } from "./runs/read-run-events.ts";
export type { RunSelection, StoredRun } from "./runs/read-runs.ts";
export type { AgentSessionSelection, StoredAgentSession } from "./runs/read-sessions.ts";
export type { RunReader } from "./runs/run-reader.ts";
export type { OrgClient } from "./tenancy/in-org.ts";
export { lockMember } from "./tenancy/lock-member.ts";
export { grantOrgScope, type OrgScope } from "./tenancy/org-scope.ts";
export { type ReadOne, readTogether } from "./tenancy/read-together.ts";
