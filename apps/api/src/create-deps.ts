import { join } from "node:path";
import type { Approval } from "@agentlattice/contract";
import { uuidv7 } from "@agentlattice/core";
import { ActivityMemory, createOrganisation, fileSignerState, openDatabase, randomBytesPooled } from "@agentlattice/db";
import type { RoleUrls } from "@agentlattice/db/provision";
import { KnownClaims } from "./actions/known-claims.ts";
import { ApprovalWaiters } from "./approvals/approval-waiters.ts";
import { openApprovalReads } from "./approvals/load-approvals.ts";
import { startRecheck } from "./approvals/recheck-waiting.ts";
import { startBusPeers } from "./bus/bus-peers.ts";
import { openBus } from "./bus/open-bus.ts";
import { postgresTransport } from "./bus/postgres-transport.ts";
import { redisTransport } from "./bus/redis-transport.ts";
import { createOutboxSignal } from "./channels/outbox/outbox-signal.ts";
import { deriveVapid } from "./channels/push/vapid.ts";
import { ConfigCache } from "./config/config-cache.ts";
import type { Deps } from "./deps.ts";
import { openEgress } from "./egress/egress-client.ts";
import type { Env } from "./env.ts";
import { CredentialWatch } from "./events/credential-watch.ts";
import { readCredential } from "./events/read-credential.ts";
import { StreamLimit } from "./events/stream-limit.ts";
import { Tailers } from "./events/tailers.ts";
import { HaltNotices } from "./halts/halt-notices.ts";
import { StreamClients } from "./halts/stream-clients.ts";
import { createCallerRate } from "./http/caller-rate.ts";
import { KeyCache } from "./http/key-cache.ts";
import type { Log } from "./http/log.ts";
import { RecentSessions } from "./http/recent-sessions.ts";
import { BodyTurns } from "./inspection/body-turns.ts";
import { createByteBudget } from "./inspection/byte-budget.ts";
import { Inspector } from "./inspection/inspector.ts";
import { openMail } from "./mail/mail.ts";
import { ledgerObserver } from "./metrics/ledger-events.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { watchDeps } from "./metrics/watch-deps.ts";
import { HeartbeatWriter } from "./presence/heartbeat-writer.ts";
import { PresenceBroadcaster } from "./presence/presence-broadcaster.ts";
import { createKnownRuns } from "./runs/known-runs.ts";

/** Limit for all organisations together. Each inspection may hold a megabyte. */
const INSPECTIONS_WAITING = 256;

export interface OpenDeps {
  readonly deps: Deps;
  /** Makes /ready answer 503 and ends waiting requests and streams, because this process is about to stop. */
  beginStopping(): void;
  close(): Promise<void>;
}

export interface DepsOptions {
  readonly env: Env;
  readonly kek: Buffer;
  readonly urls: RoleUrls;
  readonly log: Log;
  /** The clock of the process, ms since the epoch. Default: the system clock. */
  readonly now?: () => number;
}

/** Opens the dependencies of a process and connects commits, hints, caches, waiters and streams. */
export function createDeps({ env, kek, urls, log, now = Date.now }: DepsOptions): OpenDeps {
  const onError = (err: unknown) => log.warn({ err }, "the database connection failed");
  const metrics = createMetrics();
  const database = openDatabase({
    appUrl: urls.app,
    ledgerUrl: urls.ledger,
    kek,
    signerState: fileSignerState(join(env.DATA_DIR, "signer"), (err) => log.error({ err }, "the signer's state was not stored")),
    onError,
    observer: ledgerObserver(metrics.ledger),
  });
  const transport = env.REDIS_URL ? redisTransport({ url: env.REDIS_URL, kek }) : postgresTransport(urls.app);
  const bus = openBus(transport, { log, now, observer: metrics.bus });
  const newId = () => uuidv7(now(), randomBytesPooled(10));
  const busPeers = startBusPeers({ database, log, processId: newId(), identity: bus.identity });
  const onNewVersion = (orgId: string) => {
    haltNotices.refresh(orgId);
    presence.refresh(orgId);
  };
  const configs = new ConfigCache({ database, log, now, onNewVersion });
  const streamClients = new StreamClients({ database, log, newId });
  const haltNotices = new HaltNotices({
    configs,
    clients: streamClients,
    database,
    log,
    now,
  });
  const presence = new PresenceBroadcaster({ bus, database, log });
  const heartbeats = new HeartbeatWriter({ database, now, onReceived: (orgId, agentIds) => presence.announce(orgId, agentIds) });
  const tailers = new Tailers(database, log);
  const waiters = new ApprovalWaiters<Approval>(env.AL_MAX_WAITERS);
  const stopping = new AbortController();
  const queue = { perOrg: env.AL_INSPECT_QUEUE, total: INSPECTIONS_WAITING };
  const deps: Deps = {
    env,
    log,
    database,
    configs,
    activity: new ActivityMemory(),
    keys: new KeyCache({ database, versionOf: (orgId) => configs.versionOf(orgId), now }),
    sessions: new RecentSessions(database.lookups, now),
    knownClaims: new KnownClaims(),
    knownRuns: createKnownRuns(),
    rate: createCallerRate({ key: env.AL_KEY_RATE, person: env.AL_PERSON_RATE }),
    streamLimit: new StreamLimit({ key: env.AL_KEY_STREAMS, person: env.AL_PERSON_STREAMS }),
    credentials: new CredentialWatch((authorization) => readCredential(deps, authorization), log),
    byteBudget: createByteBudget(env.AL_INSPECT_BYTES),
    bodyTurns: new BodyTurns(queue),
    inspector: new Inspector({
      threads: env.AL_INSPECT_THREADS,
      queue,
      timeLimitMs: env.AL_INSPECT_MS,
    }),
    bus,
    busPeers,
    metrics,
    waiters,
    readApproval: openApprovalReads({ configs, database, env, now }),
    tailers,
    haltNotices,
    streamClients,
    heartbeats,
    presence,
    mail: env.SMTP_URL ? openMail({ url: env.SMTP_URL, from: env.SMTP_FROM }) : null,
    vapid: deriveVapid(kek, env),
    outbox: createOutboxSignal(),
    egress: openEgress({ allow: env.AL_EGRESS_ALLOW }),
    createOrganisation: (organisation) =>
      createOrganisation(database, kek, newId, { ...organisation, logHost: env.AL_LOG_HOST, sendsNotices: deps.mail !== null }),
    streams: new Set(),
    stopping: stopping.signal,
    newId,
    now,
  };
  connect(deps);
  watchDeps(deps);
  const beginStopping = () => {
    stopping.abort();
    waiters.close();
    for (const end of [...deps.streams]) end();
  };
  const recheck = startRecheck(deps);
  const close = async () => {
    await recheck.stop();
    await closeAll(deps);
  };
  return { deps, beginStopping, close };
}

function connect({
  database,
  bus,
  configs,
  credentials,
  presence,
  tailers,
  waiters,
}: Pick<Deps, "bus" | "configs" | "credentials" | "database" | "presence" | "tailers" | "waiters">): void {
  database.listen({
    headMoved(org, size) {
      tailers.headMoved(org, size);
      bus.send({ kind: "head", org, size });
    },
    configChanged(org, version) {
      configs.recordVersion(org, version);
      bus.send({ kind: "config", org, version });
    },
  });
  bus.listen((hint) => {
    if (hint === null) {
      configs.pollNow();
      waiters.wakeAll();
      presence.refreshAll();
      void tailers.readSizes();
    } else if (hint.kind === "head") tailers.headMoved(hint.org, hint.size);
    // INVARIANT: a hint of another process is not authoritative. It triggers a read of the database and carries no state.
    else if (hint.kind === "config") configs.pollNow();
    else if (hint.kind === "presence") presence.changed(hint.org, [hint.id]);
    else if (hint.kind === "key") waiters.wakeKey(hint.id);
    else if (hint.kind === "closing") {
      configs.pollNow();
      credentials.endStreamsOf(hint.org);
      waiters.wakeOrg(hint.org);
    } else waiters.wake(hint.id, null);
  });
}

async function closeAll(deps: Deps): Promise<void> {
  deps.mail?.close();
  await deps.egress.close();
  deps.tailers.close();
  deps.credentials.close();
  deps.haltNotices.close();
  deps.presence.close();
  await deps.streamClients.close();
  await deps.inspector.close();
  await deps.configs.close();
  await deps.busPeers?.close();
  await deps.bus.close();
  await deps.database.close();
}
