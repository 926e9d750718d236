import type { Approval } from "@agentlattice/contract";
import type { ActivityMemory, CreatedOrganisation, Database, NewOrganisation } from "@agentlattice/db";
import type { ApprovalWaiters } from "./approvals/approval-waiters.ts";
import type { Bus } from "./bus/bus.ts";
import type { ConfigCache } from "./config/config-cache.ts";
import type { Env } from "./env.ts";
import type { StreamLimit } from "./events/stream-limit.ts";
import type { Tailers } from "./events/tailers.ts";
import type { CallerRate } from "./http/caller-rate.ts";
import type { KeyCache } from "./http/key-cache.ts";
import type { Log } from "./http/log.ts";
import type { RecentSessions } from "./http/recent-sessions.ts";
import type { ByteBudget } from "./inspection/byte-budget.ts";
import type { Inspector } from "./inspection/inspector.ts";
import type { Mail } from "./mail/mail.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { KnownRuns } from "./runs/require-run.ts";

/** What verbs need of the world. Made once in server.ts, or by a test. */
export interface Deps {
  readonly env: Env;
  readonly log: Log;
  readonly database: Database;
  readonly configs: ConfigCache;
  readonly keys: KeyCache;
  readonly sessions: RecentSessions;
  readonly knownRuns: KnownRuns;
  /** What postures were counted from lately. */
  readonly activity: ActivityMemory;
  readonly rate: CallerRate;
  readonly streamLimit: StreamLimit;
  readonly byteBudget: ByteBudget;
  /** Evaluates policies and looks at content, on threads when there is much of it. */
  readonly inspector: Inspector;
  readonly bus: Bus;
  readonly metrics: Metrics;
  readonly waiters: ApprovalWaiters<Approval>;
  readonly tailers: Tailers;
  /** Absent without an SMTP server: links are shown, nothing is e-mailed. */
  readonly mail: Mail | null;
  /** Makes an organisation with its keys, its log and its owner. */
  readonly createOrganisation: (organisation: Omit<NewOrganisation, "logHost">) => Promise<CreatedOrganisation>;
  /** How to end each open stream. */
  readonly streams: Set<() => void>;
  /** Aborted when the process begins to stop. */
  readonly stopping: AbortSignal;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** This process's clock, ms since the epoch. Decisions use the database's. */
  readonly now: () => number;
}
