import type { Approval } from "@agentlattice/contract";
import type { ActivityMemory, CreatedOrganisation, Database, NewOrganisation, ReadOne } from "@agentlattice/db";
import type { KnownClaims } from "./actions/known-claims.ts";
import type { ApprovalWaiters } from "./approvals/approval-waiters.ts";
import type { LoadedApproval } from "./approvals/loaded-approval.ts";
import type { Bus } from "./bus/bus.ts";
import type { OutboxSignal } from "./channels/outbox/outbox-signal.ts";
import type { Vapid } from "./channels/push/vapid.ts";
import type { ConfigCache } from "./config/config-cache.ts";
import type { EgressClient } from "./egress/egress-client.ts";
import type { Env } from "./env.ts";
import type { CredentialWatch } from "./events/credential-watch.ts";
import type { StreamLimit } from "./events/stream-limit.ts";
import type { Tailers } from "./events/tailers.ts";
import type { HaltNotices } from "./halts/halt-notices.ts";
import type { StreamClients } from "./halts/stream-clients.ts";
import type { CallerRate } from "./http/caller-rate.ts";
import type { KeyCache } from "./http/key-cache.ts";
import type { Log } from "./http/log.ts";
import type { RecentSessions } from "./http/recent-sessions.ts";
import type { BodyTurns } from "./inspection/body-turns.ts";
import type { ByteBudget } from "./inspection/byte-budget.ts";
import type { Inspector } from "./inspection/inspector.ts";
import type { Mail } from "./mail/mail.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { HeartbeatWriter } from "./presence/heartbeat-writer.ts";
import type { PresenceBroadcaster } from "./presence/presence-broadcaster.ts";
import type { KnownRuns } from "./runs/known-runs.ts";

/** The dependencies of handlers, created by server.ts or by a test. */
export interface Deps {
  readonly env: Env;
  readonly log: Log;
  readonly database: Database;
  readonly configs: ConfigCache;
  readonly keys: KeyCache;
  readonly sessions: RecentSessions;
  readonly knownClaims: KnownClaims;
  readonly knownRuns: KnownRuns;
  /** Cache of the activity counts of posture scores. */
  readonly activity: ActivityMemory;
  readonly rate: CallerRate;
  readonly streamLimit: StreamLimit;
  /** Ends open streams whose credential has ended. */
  readonly credentials: CredentialWatch;
  readonly byteBudget: ByteBudget;
  /** Parses large bodies in turn. */
  readonly bodyTurns: BodyTurns;
  /** Evaluates policies and scans content. Large content is processed on threads. */
  readonly inspector: Inspector;
  readonly bus: Bus;
  readonly metrics: Metrics;
  readonly waiters: ApprovalWaiters<Approval>;
  /** Reads an approval by its UUID. Concurrent reads of an organisation share queries. */
  readonly readApproval: ReadOne<LoadedApproval>;
  readonly tailers: Tailers;
  /** Sends halts to the connected clients of agents. */
  readonly haltNotices: HaltNotices;
  readonly streamClients: StreamClients;
  /** Stores the heartbeats of agents. */
  readonly heartbeats: HeartbeatWriter;
  /** Sends changes of presence to the streams of people and organisation keys. */
  readonly presence: PresenceBroadcaster;
  /** Null without an SMTP server. Links are then only shown. */
  readonly mail: Mail | null;
  /** Identifies the server to push services. */
  readonly vapid: Vapid;
  /** Signals that messages may be due, so that they are sent without waiting for the next poll. */
  readonly outbox: OutboxSignal;
  /** Client for requests to other services. */
  readonly egress: EgressClient;
  /** Creates an organisation with its keys, ledger and owner. */
  readonly createOrganisation: (organisation: Omit<NewOrganisation, "logHost" | "sendsNotices">) => Promise<CreatedOrganisation>;
  /** Functions that end the open streams. */
  readonly streams: Set<() => void>;
  /** Aborted when the process starts to stop. */
  readonly stopping: AbortSignal;
  /** Returns a new UUIDv7. */
  readonly newId: () => string;
  /** Clock of this process, ms since the epoch. Decisions use the database's clock. */
  readonly now: () => number;
}
