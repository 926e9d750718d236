import type { AgentPresence, PresenceStatus } from "@agentlattice/contract";
import { type Database, grantOrgScope, type OrgClient } from "@agentlattice/db";
import type { Bus } from "../bus/bus.ts";
import type { Log } from "../http/log.ts";
import { describePresence } from "./describe-presence.ts";

/** Changes within this time are read together. */
const GATHER_MS = 100;
const RETRY_MS = 2_000;
const MAX_AGENTS = 1_000;

/** A stream that receives changes of presence. */
export interface PresenceListener {
  readonly orgId: string;
  /** Returns the UUIDs of the agents that the reader may see; null for all. */
  readonly sees: () => Promise<readonly string[] | null>;
  readonly send: (presence: AgentPresence) => void;
}

interface Followed {
  readonly listeners: Set<PresenceListener>;
  /** The status that was sent last, by UUID of the agent. */
  readonly known: Map<string, PresenceStatus>;
  readonly due: Set<string>;
  timer: NodeJS.Timeout | null;
}

export interface PresenceBroadcasterOptions {
  readonly bus: Pick<Bus, "send">;
  readonly database: Pick<Database, "inOrgReserved">;
  readonly log: Log;
}

/**
 * Sends changes of presence to the streams of people and organisation keys. It reads only after a heartbeat, a silence or a change of the
 * configuration, and once per organisation for all of its streams.
 */
export class PresenceBroadcaster {
  readonly #followed = new Map<string, Followed>();
  readonly #options: PresenceBroadcasterOptions;

  constructor(options: PresenceBroadcasterOptions) {
    this.#options = options;
  }

  /** Adds a stream. Returns a function that removes it. INVARIANT: the present statuses are known before the first change is compared. */
  async follow(listener: PresenceListener): Promise<() => void> {
    const { orgId } = listener;
    const followed = this.#followed.get(orgId) ?? (await this.#begin(orgId));
    followed.listeners.add(listener);
    return () => {
      followed.listeners.delete(listener);
      if (followed.listeners.size > 0 || this.#followed.get(orgId) !== followed) return;
      this.#followed.delete(orgId);
      if (followed.timer) clearTimeout(followed.timer);
    };
  }

  /** Compares the status of agents with what was sent, at every process. */
  announce(orgId: string, agentIds: readonly string[]): void {
    this.changed(orgId, agentIds);
    for (const id of agentIds) this.#options.bus.send({ kind: "presence", org: orgId, id });
  }

  /** Compares the status of agents with what was sent. */
  changed(orgId: string, agentIds: readonly string[]): void {
    const followed = this.#followed.get(orgId);
    if (!followed) return;
    for (const agentId of agentIds) followed.due.add(agentId);
    this.#plan(orgId, followed, GATHER_MS);
  }

  /** Compares the status of every known agent: a halt may have begun or ended. */
  refresh(orgId: string): void {
    this.changed(orgId, [...(this.#followed.get(orgId)?.known.keys() ?? [])]);
  }

  /** Compares everything after hints may have been lost. */
  refreshAll(): void {
    for (const orgId of this.#followed.keys()) this.refresh(orgId);
  }

  close(): void {
    for (const { timer } of this.#followed.values()) if (timer) clearTimeout(timer);
    this.#followed.clear();
  }

  async #begin(orgId: string): Promise<Followed> {
    const followed: Followed = { listeners: new Set(), known: new Map(), due: new Set(), timer: null };
    this.#followed.set(orgId, followed);
    try {
      const present = await this.#read(orgId, null);
      for (const { agentId, presence } of present) if (!followed.known.has(agentId)) followed.known.set(agentId, presence.status);
    } catch (error) {
      if (followed.listeners.size === 0 && this.#followed.get(orgId) === followed) this.#followed.delete(orgId);
      throw error;
    }
    // A stream that joined meanwhile may have left again.
    const current = this.#followed.get(orgId) ?? followed;
    this.#followed.set(orgId, current);
    return current;
  }

  #plan(orgId: string, followed: Followed, ms: number): void {
    if (followed.timer || followed.due.size === 0) return;
    followed.timer = setTimeout(() => {
      followed.timer = null;
      void this.#compare(orgId, followed);
    }, ms).unref();
  }

  async #compare(orgId: string, followed: Followed): Promise<void> {
    const due = [...followed.due].slice(0, MAX_AGENTS);
    for (const agentId of due) followed.due.delete(agentId);
    try {
      const read = await this.#read(orgId, due);
      const changed = read.filter(({ agentId, presence }) => followed.known.get(agentId) !== presence.status);
      const readers = changed.length === 0 ? [] : await Promise.all([...followed.listeners].map(withVisibility));
      for (const { agentId, presence } of changed) followed.known.set(agentId, presence.status);
      for (const { listener, visible } of readers)
        for (const { agentId, presence } of changed) if (visible === null || visible.includes(agentId)) listener.send(presence);
      this.#plan(orgId, followed, GATHER_MS);
    } catch (err) {
      this.#options.log.warn({ err, org: orgId }, "changes of presence could not be read and are read again");
      for (const agentId of due) followed.due.add(agentId);
      this.#plan(orgId, followed, RETRY_MS);
    }
  }

  /** Reads the presence of these agents, or of all that sent a heartbeat. */
  #read(orgId: string, agentIds: readonly string[] | null): Promise<{ agentId: string; presence: AgentPresence }[]> {
    return this.#options.database.inOrgReserved(grantOrgScope(orgId), async (client: OrgClient) => {
      const rows = await client.agent.findMany({
        where: { orgId, ...(agentIds === null ? { heartbeats: { some: {} } } : { agentId: { in: [...agentIds] } }) },
        take: MAX_AGENTS,
      });
      const described = await describePresence(client, orgId, rows, null);
      return described.map((presence, index) => ({ agentId: rows[index]?.agentId ?? "", presence }));
    });
  }
}

async function withVisibility(listener: PresenceListener) {
  return { listener, visible: await listener.sees() };
}
