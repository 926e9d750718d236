import { encodeId } from "@agentlattice/core";
import { type Database, grantOrgScope, type HaltClient, recordHaltClients } from "@agentlattice/db";
import type { ConfigCache } from "../config/config-cache.ts";
import type { ActiveHalt } from "../config/org-config.ts";
import type { Log } from "../http/log.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { stopsAgent } from "./halt-audience.ts";
import type { StreamClients } from "./stream-clients.ts";

/** Notices that one transaction records. */
const BATCH = 500;
/** Interval at which versions that a failed read left behind are read again. */
const CATCH_UP_MS = 1_000;

/** An agent's client with an open event stream. */
export interface Listener {
  readonly principal: AgentPrincipal;
  readonly clientId: string;
  /** Name and version of the client. */
  readonly client: string | null;
  /** True when the client stated no id and got one. */
  readonly isAssigned: boolean;
  /** Sends an event to the client. */
  readonly send: (event: "halt" | "resume", data: object) => void;
}

interface Follower {
  readonly listener: Listener;
  /** Halts that were sent and have not ended, by UUID. */
  readonly halts: Set<string>;
}

/** A halt that is due to be sent to a client. */
interface Notice {
  readonly follower: Follower;
  readonly halt: ActiveHalt;
}

interface Followed {
  readonly listeners: Set<Follower>;
  /** Listeners that were not compared since they were added. */
  readonly fresh: Set<Follower>;
  /** Version of the configuration that the listeners know. */
  version: number;
  running: boolean;
}

export interface HaltNoticesOptions {
  readonly configs: ConfigCache;
  readonly clients: StreamClients;
  readonly database: Database;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Sends halts to the connected clients of agents. Halts are part of the configuration, so a new version of it triggers a comparison of what
 * each client was sent with what is in force. A lost hint therefore costs time, never a notice.
 */
export class HaltNotices {
  readonly #followed = new Map<string, Followed>();
  readonly #options: HaltNoticesOptions;
  readonly #timer: NodeJS.Timeout;

  constructor(options: HaltNoticesOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#catchUp(), CATCH_UP_MS).unref();
  }

  /**
   * Adds a client and sends the halts in force to it. Returns a function that removes it.
   * INVARIANT: the client is recorded before the halts are read, so that a later halt finds its record.
   */
  async follow(listener: Listener): Promise<() => void> {
    const { agentId, environment, keyId, scope } = listener.principal;
    const { orgId } = scope;
    const { clientId, client, isAssigned } = listener;
    const remove = await this.#options.clients.add(orgId, { keyId, clientId, agentId, environment, client, isAssigned });
    const follower: Follower = { listener, halts: new Set() };
    const followed = this.#followed.get(orgId) ?? { listeners: new Set(), fresh: new Set(), version: 0, running: false };
    this.#followed.set(orgId, followed);
    followed.listeners.add(follower);
    followed.fresh.add(follower);
    this.refresh(orgId);
    return () => {
      remove();
      followed.listeners.delete(follower);
      followed.fresh.delete(follower);
      if (followed.listeners.size === 0 && this.#followed.get(orgId) === followed) this.#followed.delete(orgId);
    };
  }

  /** Compares what the clients of an organisation were sent with the halts in force. */
  refresh(orgId: string): void {
    const followed = this.#followed.get(orgId);
    if (followed && !followed.running) void this.#run(orgId, followed);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#followed.clear();
  }

  #catchUp(): void {
    for (const [orgId, followed] of this.#followed) if (this.#isBehind(orgId, followed)) this.refresh(orgId);
  }

  #isBehind(orgId: string, { fresh, version }: Followed): boolean {
    return fresh.size > 0 || version < this.#options.configs.versionOf(orgId);
  }

  async #run(orgId: string, followed: Followed): Promise<void> {
    const { configs, log } = this.#options;
    followed.running = true;
    try {
      while (followed.listeners.size > 0 && this.#isBehind(orgId, followed)) {
        const { halts, version } = await configs.get(orgId);
        const behind = [...(version === followed.version ? followed.fresh : followed.listeners)];
        await this.#notify(orgId, followed, { listeners: behind, halts });
        followed.version = version;
        for (const follower of behind) followed.fresh.delete(follower);
      }
    } catch (err) {
      log.warn({ err, org: orgId }, "halts could not be sent to the connected clients and are sent again");
    } finally {
      followed.running = false;
    }
  }

  async #notify(
    orgId: string,
    followed: Followed,
    { listeners, halts }: { listeners: readonly Follower[]; halts: readonly ActiveHalt[] },
  ): Promise<void> {
    const inForce = new Set(halts.map(({ id }) => id));
    for (const follower of listeners) sendEnds(follower, inForce);
    const notices = listeners.flatMap((follower) => halts.flatMap((halt) => (isDue(follower, halt) ? [{ follower, halt }] : [])));
    for (let from = 0; from < notices.length; from += BATCH) await this.#send(orgId, followed, notices.slice(from, from + BATCH));
  }

  /** INVARIANT: a client is recorded before it receives the halt, because only a recorded client may acknowledge. */
  async #send(orgId: string, { listeners }: Followed, notices: readonly Notice[]): Promise<void> {
    const { database, now } = this.#options;
    const at = new Date(now());
    const clients = notices.map(recordOf);
    await database.inOrgReserved(grantOrgScope(orgId), (client) => recordHaltClients(client, orgId, clients, { addedAt: at, toldAt: at }));
    for (const { follower, halt } of notices) {
      if (!listeners.has(follower)) continue;
      follower.halts.add(halt.id);
      follower.listener.send("halt", noticeOf(halt));
    }
  }
}

/** Notifies a client of the halts that have ended. */
function sendEnds({ listener, halts }: Follower, inForce: ReadonlySet<string>): void {
  for (const id of [...halts].filter((one) => !inForce.has(one))) {
    halts.delete(id);
    listener.send("resume", { id: encodeId("hlt", id) });
  }
}

function isDue({ listener, halts }: Follower, { id, scope }: ActiveHalt): boolean {
  return !halts.has(id) && stopsAgent(scope, listener.principal);
}

function noticeOf({ id, wire, requestedAt, isDrill }: ActiveHalt) {
  return { id: encodeId("hlt", id), scope: wire, requested_at: new Date(requestedAt).toISOString(), drill: isDrill };
}

function recordOf({ follower, halt }: Notice): HaltClient {
  const { clientId, client, isAssigned, principal } = follower.listener;
  const { keyId, agentId, environment } = principal;
  return { haltId: halt.id, keyId, clientId, agentId, environment, client, isAssigned };
}
