import type { NodeRef } from "@agentlattice/core";
import {
  type ApprovalConditions,
  type ApprovalQuery,
  countApprovals,
  readApprovals,
  type StoredApproval,
} from "./approvals/read-approvals.ts";
import { type OpenGrant, type OpenGrantQuery, readOpenGrants } from "./approvals/read-open-grants.ts";
import { type Attempts, openAttempts } from "./attempts.ts";
import {
  type DecisionFilter,
  type DecisionReach,
  type FoundDecision,
  findDecisions,
  type RecalledId,
  recallDecisions,
  wordsOf,
} from "./decisions/find-decisions.ts";
import { type FoundStatus, openApprovalStatus } from "./decisions/read-approval-status.ts";
import { readDecision, type StoredDecision } from "./decisions/read-decision.ts";
import { readPermit, type StoredPermit } from "./decisions/read-permit.ts";
import { readPolicyNames } from "./decisions/read-policy-names.ts";
import { type RequestVersion, readRequest, type StoredRequest } from "./decisions/read-request.ts";
import { type GraphReader, openGraphReader } from "./graph/read-graph.ts";
import { type HaltOfKey, readHaltOfKey } from "./halts/read-halt-of-key.ts";
import { type GovernanceReader, openGovernanceReader } from "./health/governance-reader.ts";
import { type HistoryImport, openHistoryImport } from "./history/import-history.ts";
import { OrgKeyCache } from "./keys/org-key-cache.ts";
import { createLogKey, type OrgKeys, openOrgKeys } from "./keys/org-keys.ts";
import { type PermitKeys, permitKeys } from "./keys/permit-keys.ts";
import { readOrgKeys } from "./keys/read-org-keys.ts";
import { openRowSeals, type SealsOf } from "./keys/row-seals.ts";
import { type Audited, type AuditedContext, type AuditedWork, audited, auditedAt } from "./ledger/audited.ts";
import { checkHeads } from "./ledger/check-heads.ts";
import { openConnection } from "./ledger/connection.ts";
import { type EndedGeneration, readAuthorisation, readEndedGenerations, readStoredSeq } from "./ledger/generation.ts";
import type { QueueLimits } from "./ledger/intent-queue.ts";
import { type LedgerReader, openLedgerReader } from "./ledger/ledger-reader.ts";
import { type LedgerObserver, LedgerWriter } from "./ledger/ledger-writer.ts";
import { readHead, type StoredHead } from "./ledger/read-head.ts";
import { readProof } from "./ledger/read-nodes.ts";
import { Signer } from "./ledger/signer.ts";
import type { SignerHealth } from "./ledger/signer-health.ts";
import type { SignerState } from "./ledger/signer-state.ts";
import { createLookups, type Lookups } from "./lookups.ts";
import { openLedgerPool } from "./pools/ledger-pool.ts";
import { lendingLimits, type PoolSizes, PROCESS_POOLS } from "./pools/pool-sizes.ts";
import { type PoolUsage, usageOf } from "./pools/pool-usage.ts";
import { createPrismaClient } from "./pools/prisma-client.ts";
import { Share } from "./pools/share.ts";
import { openProcesses, type Processes } from "./processes.ts";
import { type LastHead, removeOrganisation } from "./remove-organisation.ts";
import { type ActionsOfRun, readActionsOfRun } from "./runs/read-actions-of-run.ts";
import { type RunEventPage, readRunEvents, readRunSeq, type StoredRunEvent } from "./runs/read-run-events.ts";
import { type RunSelection, readRuns, type StoredRun } from "./runs/read-runs.ts";
import { type AgentSessionSelection, readAgentSessions, type StoredAgentSession } from "./runs/read-sessions.ts";
import { inOrg, type OrgClient } from "./tenancy/in-org.ts";
import { openOrgReader } from "./tenancy/org-reader.ts";
import { grantOrgScope, type OrgScope } from "./tenancy/org-scope.ts";
import type { ReadOne } from "./tenancy/read-together.ts";

export interface DatabaseOptions {
  /** Connection URL of role al_app. */
  readonly appUrl: string;
  /** Connection URL of role al_ledger. */
  readonly ledgerUrl: string;
  readonly kek: Buffer;
  readonly signerState: SignerState;
  readonly onError: (error: unknown) => void;
  /** Numbers of connections; those of a process by default. */
  readonly pools?: PoolSizes;
  readonly limits?: Partial<QueueLimits>;
  readonly observer?: LedgerObserver;
}

/** Receives an event after each commit of this process. Must not throw. */
export interface CommitListener {
  headMoved(orgId: string, size: number): void;
  configChanged(orgId: string, version: number): void;
}

/** The access of one process to Postgres. */
export interface Database {
  readonly reader: LedgerReader;
  /** Connection URL of role al_app, for threads that open their own connections. */
  readonly appUrl: string;
  readonly ledger: Pick<LedgerWriter, "commit" | "close" | "waiting" | "failedAt">;
  readonly lookups: Lookups;
  readonly attempts: Attempts;
  readonly processes: Processes;
  /** @param atLeast the configuration version that the keys must include; by default cached keys are returned */
  keysOf(orgId: string, atLeast?: number): Promise<OrgKeys>;
  /** Returns the seals of an organisation's rows. */
  readonly sealsOf: SealsOf;
  /** Generates the key that replaces the key of a log, wrapped for storage. */
  createLogKey(orgId: string, number: number): ReturnType<typeof createLogKey>;
  /** Creates and opens keys of offline permits. */
  readonly permitKeys: PermitKeys;
  /** Runs reads and unaudited writes of people in one organisation. */
  inOrg<T>(scope: OrgScope, work: (client: OrgClient) => Promise<T>): Promise<T>;
  /** Runs requests of agents and reads of their configuration, on connections that lists and changes of people cannot use. */
  inOrgReserved<T>(scope: OrgScope, work: (client: OrgClient) => Promise<T>): Promise<T>;
  /** Runs reads like `inOrgReserved`, all of them in one snapshot. */
  inOrgSnapshot<T>(scope: OrgScope, work: (client: OrgClient) => Promise<T>): Promise<T>;
  /** Reads approvals in the order of the query. */
  approvals(scope: OrgScope, query: ApprovalQuery): Promise<StoredApproval[]>;
  /** Counts approvals, without reading their texts. */
  countApprovals(scope: OrgScope, query: ApprovalConditions): Promise<number>;
  /** Reads the open grants of an agent for an action, the next to expire first. */
  openGrants(scope: OrgScope, query: OpenGrantQuery): Promise<OpenGrant[]>;
  /** Reads the status of an approval; null when the organisation has no such approval. */
  readonly approvalStatus: ReadOne<FoundStatus>;
  /** Reads a decision with its current status; null when the agent has no such decision. */
  decision(scope: OrgScope, eventId: string, agentId: string): Promise<StoredDecision | null>;
  /** Finds recorded decisions. */
  readonly decisions: {
    /** Reads decisions, newest first. */
    find(scope: OrgScope, filter: DecisionFilter): Promise<FoundDecision[]>;
    /** Reads the decisions of several ids, in their order. */
    recall(
      scope: OrgScope,
      asked: readonly RecalledId[],
      reach: DecisionReach & { readonly perId: number },
    ): Promise<{ readonly index: number; readonly decision: FoundDecision }[]>;
    /** Returns the words of a text as the index of words has them. */
    wordsOf(scope: OrgScope, text: string): Promise<string[]>;
  };
  /** Reads a permit; null when the organisation has no such permit. */
  permit(scope: OrgScope, permitId: string): Promise<StoredPermit | null>;
  /** Reads a halt with the clients of a key; null when the organisation has no such halt. */
  haltOfKey(scope: OrgScope, asked: Parameters<typeof readHaltOfKey>[2]): Promise<HaltOfKey | null>;
  /** Reads the request of an approval; null when the agent has no such approval. */
  request(scope: OrgScope, approvalId: string, agentId: string | null, version: RequestVersion): Promise<StoredRequest | null>;
  /** Reads runs with their status, newest first. */
  runs(scope: OrgScope, selection: RunSelection): Promise<StoredRun[]>;
  /** Reads sessions of agents with the number of their runs, newest first. */
  agentSessions(scope: OrgScope, selection: AgentSessionSelection): Promise<StoredAgentSession[]>;
  /** Reads the events of a run after a position, in order. */
  runEvents(scope: OrgScope, page: RunEventPage): Promise<StoredRunEvent[]>;
  /** Reads the position in its run of an event that was stored. */
  runSeqOf(scope: OrgScope, eventId: string): Promise<number>;
  /** Returns the submissions of a run that exist, by the UUID or the reference that was asked for. */
  actionsOfRun(scope: OrgScope, asked: ActionsOfRun): Promise<ReadonlyMap<string, string>>;
  /** Reads the connections between agents. */
  readonly graph: GraphReader;
  /** Reads the names of policies by UUID. */
  policyNames(scope: OrgScope, policyIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Returns the position in the database of an entry by its generation and its seq there; null when there is none. */
  seqOf(scope: OrgScope, generation: number, seq: number): Promise<number | null>;
  /** Returns the generations of the ledger before the newest one, oldest first. */
  endedGenerations(scope: OrgScope): Promise<readonly EndedGeneration[]>;
  /** Reads the hashes of a proof plan (see `planInclusion`). */
  proof(scope: OrgScope, plan: readonly (readonly NodeRef[])[]): Promise<Uint8Array[]>;
  /**
   * Commits and signs an audited change of configuration.
   * @param options `evenUnsigned`: also commits while the log cannot be signed, such as a sign-in to examine the problem. The entry is signed later
   * @throws LedgerError
   */
  audited<T>(
    scope: OrgScope,
    work: (context: AuditedContext) => Promise<AuditedWork<T>>,
    options?: { readonly evenUnsigned?: boolean },
  ): Promise<Audited<T> & { checkpoint: string }>;
  /** Reads and signs the newest head of an organisation. @throws LedgerError */
  signedHead(orgId: string): Promise<SignedHead>;
  /** Reads the stored head of an organisation, signed or not. */
  storedHead(orgId: string): Promise<StoredHead>;
  /** The signing status of the logs of this process. */
  readonly health: Pick<SignerHealth, "faultOf" | "faults" | "signsAny">;
  /** Reads the facts of the governance health. */
  readonly governance: GovernanceReader;
  /** Signs the heads of all logs that were signed on this machine before. Failures are recorded in `health`. */
  checkLedgers(): Promise<void>;
  /** Imports the past of a new organisation. */
  readonly history: HistoryImport;
  /** Deletes an organisation whose log has ended and leaves a tombstone. Returns false when the log has not ended or was deleted before. */
  removeOrganisation(orgId: string, lastHead: LastHead): Promise<boolean>;
  listen(listener: CommitListener): void;
  /** Returns the use of each pool by name. */
  pools(): Readonly<Record<"prisma" | "ledger", PoolUsage>>;
  close(): Promise<void>;
}

export interface SignedHead {
  readonly origin: string;
  readonly size: number;
  readonly frontier: Uint8Array;
  readonly checkpoint: string;
  readonly publicKey: Uint8Array;
}

export function openDatabase(options: DatabaseOptions): Database {
  const sizes = options.pools ?? PROCESS_POOLS;
  const { prisma, pool } = createPrismaClient(options.appUrl, sizes.prisma, options.onError);
  const all = new Share(sizes.prisma);
  const lists = new Share(sizes.lists, lendingLimits(sizes.lists));
  const ledgerPool = openLedgerPool(options.appUrl, sizes.ledger, options.onError);
  const sealsOf = openRowSeals(options.kek);
  const lookups = createLookups(ledgerPool, sealsOf);
  const reads = openOrgReader(ledgerPool);
  const reader = openLedgerReader(openOrgReader(ledgerPool.share(sizes.scans)));
  const attempts = openAttempts(ledgerPool.share(sizes.attempts), options.kek);
  const listeners: CommitListener[] = [];

  const inOrgReserved: Database["inOrg"] = (scope, work) => all.run(() => inOrg(prisma, scope, work), scope);

  const keys = new OrgKeyCache((orgId) =>
    inOrgReserved(grantOrgScope(orgId), (client) => readOrgKeys(client, orgId)).then((stored) => openOrgKeys(options.kek, orgId, stored)),
  );
  const keysOf = (orgId: string, atLeast?: number) => keys.get(orgId, atLeast);

  const readLeafHashes = (orgId: string, from: number, to: number) =>
    inOrgReserved(grantOrgScope(orgId), async (client) => {
      const where = { orgId, seq: { gte: BigInt(from), lt: BigInt(to) } };
      const rows = await client.ledgerEntry.findMany({ where, orderBy: { seq: "asc" }, select: { leafHash: true } });
      return rows.map((row) => row.leafHash);
    });

  const isAuthorised = (orgId: string, origin: string) => readAuthorisation(reads, options.kek, grantOrgScope(orgId), origin);
  const signer = new Signer(options.signerState, readLeafHashes, isAuthorised);
  const onCommitted = (orgId: string, size: number) => listeners.forEach((listener) => listener.headMoved(orgId, size));
  const connection = openConnection({ url: options.ledgerUrl, onError: options.onError });
  const ledger = new LedgerWriter({
    connection,
    signer,
    keysOf,
    sealsOf,
    signStoredHead: signedHead,
    onCommitted,
    onError: options.onError,
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.observer ? { observer: options.observer } : {}),
  });

  async function signedHead(orgId: string): Promise<SignedHead> {
    const { origin, size, frontier, configVersion } = await readHead(reads, grantOrgScope(orgId));
    const { log } = await keysOf(orgId, configVersion);
    const checkpoint = await ledger.signStored(log, { orgId, origin }, size, frontier);
    return { origin, size, frontier, checkpoint, publicKey: log.signerOf({ origin, size }).key.publicKey };
  }

  /** Announces and signs a change that has just been committed. */
  async function finishChange<T>(scope: OrgScope, done: Audited<T>, evenUnsigned: boolean): Promise<Audited<T> & { checkpoint: string }> {
    if (done.entries.length === 0) return { ...done, checkpoint: "" };
    if (done.configVersion !== done.appended.head.configVersion)
      listeners.forEach((listener) => listener.configChanged(scope.orgId, done.configVersion));
    const checkpoint = await ledger.signAppended(done.appended, done.configVersion).catch((error: unknown) => {
      if (evenUnsigned && signer.health.faultOf(scope.orgId)) return "";
      throw error;
    });
    onCommitted(scope.orgId, done.appended.tree.frontier.size);
    return { ...done, checkpoint };
  }

  return {
    ledger,
    reader,
    appUrl: options.appUrl,
    lookups,
    attempts,
    processes: openProcesses(ledgerPool),
    keysOf,
    sealsOf,
    createLogKey: (orgId, number) => createLogKey(options.kek, orgId, number),
    permitKeys: permitKeys(options.kek),
    inOrg: (scope, work) => lists.run(() => inOrgReserved(scope, work), scope),
    inOrgReserved,
    inOrgSnapshot: (scope, work) => all.run(() => inOrg(prisma, scope, work, "RepeatableRead"), scope),
    openGrants: async (scope, query) =>
      readOpenGrants(reads, { keys: await keysOf(scope.orgId), seals: sealsOf(scope.orgId) }, scope, query),
    countApprovals: (scope, query) => countApprovals(reads, scope, query),
    approvals: async (scope, query) => readApprovals(reads, await keysOf(scope.orgId), scope, query),
    approvalStatus: openApprovalStatus(reads),
    decision: async (scope, eventId, agentId) => readDecision(reads, await keysOf(scope.orgId), scope, eventId, agentId),
    decisions: {
      find: async (scope, filter) => findDecisions(reads, await keysOf(scope.orgId), scope, filter),
      recall: async (scope, asked, reach) => recallDecisions(reads, await keysOf(scope.orgId), scope, asked, reach),
      wordsOf: (scope, text) => wordsOf(reads, scope, text),
    },
    runs: (scope, selection) => readRuns(reads, scope, selection),
    agentSessions: (scope, selection) => readAgentSessions(reads, scope, selection),
    runEvents: (scope, page) => readRunEvents(reads, scope, page),
    runSeqOf: (scope, eventId) => readRunSeq(reads, scope, eventId),
    actionsOfRun: (scope, asked) => readActionsOfRun(reads, scope, asked),
    graph: openGraphReader(reads),
    permit: (scope, permitId) => readPermit(reads, scope, permitId),
    haltOfKey: (scope, asked) => readHaltOfKey(reads, scope, asked),
    request: async (scope, approvalId, agentId, version) =>
      readRequest(reads, await keysOf(scope.orgId), scope, approvalId, agentId, version),
    policyNames: (scope, policyIds) => readPolicyNames(reads, scope, policyIds),
    seqOf: (scope, generation, seq) => readStoredSeq(reads, scope, generation, seq),
    endedGenerations: (scope) => readEndedGenerations(reads, scope),
    proof: (scope, plan) => readProof(reads, scope, plan),
    async audited(scope, work, { evenUnsigned = false } = {}) {
      if (!evenUnsigned) await ledger.refuseUnsigned(scope.orgId);
      const done = await lists.run(() => all.run(() => audited({ prisma, sealsOf }, scope, work), scope), scope);
      return finishChange(scope, done, evenUnsigned);
    },
    signedHead,
    storedHead: (orgId) => readHead(reads, grantOrgScope(orgId)),
    health: signer.health,
    governance: openGovernanceReader({ statements: ledgerPool, reads, kek: options.kek, permitKeys: permitKeys(options.kek) }),
    async checkLedgers() {
      const due = new Set([...(await signer.list()), ...signer.health.faults().map(({ orgId }) => orgId)]);
      await checkHeads(due, signedHead, signer.health);
    },
    history: openHistoryImport({
      sealsOf,
      connection,
      signer,
      keysOf,
      onCommitted,
      importChange: async (scope, at, work) => finishChange(scope, await auditedAt({ prisma, sealsOf }, scope, at, work), false),
    }),
    async removeOrganisation(orgId, lastHead) {
      const removed = await removeOrganisation(options.appUrl, orgId, lastHead);
      keys.remove(orgId);
      if (removed) signer.health.remove(orgId);
      return removed;
    },
    listen: (listener) => void listeners.push(listener),
    pools() {
      const usage = usageOf(pool);
      return { prisma: { ...usage, waiting: usage.waiting + all.waiting + lists.waiting }, ledger: ledgerPool.usage() };
    },
    async close() {
      await ledger.close();
      await connection.close();
      await options.signerState.close();
      await ledgerPool.close();
      await prisma.$disconnect();
    },
  };
}
