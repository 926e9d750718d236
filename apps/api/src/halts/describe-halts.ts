import type { Halt, HaltClient } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { countHaltClients, type HaltClientCounts, type OrgClient, type OrgKeys } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { youCan } from "../http/you.ts";
import { isConfirmed, NO_CLIENTS } from "./confirm-halt.ts";
import { clientKey, clientTimes, connectedSince } from "./connected-clients.ts";
import type { HaltRow } from "./find-halt.ts";
import { openReason } from "./halt-entry.ts";
import { toWireScope } from "./halt-scope.ts";

/** Maximum number of clients in each list of a halt. */
const LISTED = 1_000;

/** The reader of halts: agents see their own clients, without names of people and reasons. */
export interface Reader {
  readonly client: OrgClient;
  readonly principal: Principal;
  readonly keys: OrgKeys;
  readonly origin: string;
  readonly now: number;
}

/** Returns halts with the clients that acknowledged them and the clients that did not. */
export async function describeHalts(reader: Reader, rows: readonly HaltRow[]): Promise<Halt[]> {
  const { client, principal } = reader;
  const { orgId } = principal.scope;
  const clients = await readClients(reader, rows);
  const counts = await countHaltClients(
    client,
    orgId,
    rows.map(({ haltId }) => haltId),
    {
      agentId: principal.kind === "agent" ? principal.agentId : null,
      ...clientTimes(reader.now),
    },
  );
  const users = rows.flatMap(({ requestedBy, resumedBy }) => [requestedBy, resumedBy]).filter((id) => id !== null);
  const people = await client.member.findMany({
    where: { orgId, userId: { in: users } },
    select: { userId: true, user: { select: { name: true } } },
  });
  const nameOf = new Map(people.map(({ userId, user }) => [userId, user.name]));
  const agentIds = rows.flatMap(({ agentId }) => agentId ?? []);
  const agents = await client.agent.findMany({ where: { orgId, agentId: { in: agentIds } }, select: { agentId: true, name: true } });
  return rows.map((row) => {
    const own = clients.filter(({ haltId }) => haltId === row.haltId);
    return toHalt(reader, row, {
      counts: counts.get(row.haltId) ?? NO_CLIENTS,
      clients: own,
      agentName: agents.find(({ agentId }) => agentId === row.agentId)?.name ?? null,
      personOf: (id) => (id === null ? null : { id: encodeId("usr", id), name: nameOf.get(id) ?? "" }),
    });
  });
}

interface Parts {
  readonly counts: HaltClientCounts;
  readonly clients: readonly ListedClient[];
  readonly agentName: string | null;
  readonly personOf: (id: string | null) => Halt["requested_by"];
}

function toHalt({ principal, keys, origin }: Reader, row: HaltRow, { counts, clients, agentName, personOf }: Parts): Halt {
  const { orgId } = principal.scope;
  const { haltId } = row;
  const confirmed = isConfirmed(counts);
  const isAgent = principal.kind === "agent";
  const listOf = (state: ListedClient["state"]) => clients.flatMap((one) => (one.state === state ? [one.view] : [])).slice(0, LISTED);
  return {
    id: encodeId("hlt", haltId),
    scope: toWireScope(row),
    agent_name: agentName,
    status: row.resumedAt !== null ? "resumed" : confirmed ? "confirmed" : "requested",
    ...(isAgent ? {} : { reason: openReason(keys, orgId, origin, haltId, "reason", row.reason) }),
    drill_id: row.drillId && encodeId("drl", row.drillId),
    policy_id: row.policyId && encodeId("pol", row.policyId),
    requested_by: isAgent ? null : personOf(row.requestedBy),
    requested_at: row.requestedAt.toISOString(),
    // A client that connected after the halt was confirmed makes it outstanding until it acknowledges too.
    confirmed_at: confirmed ? (counts.lastAcknowledgedAt?.toISOString() ?? null) : null,
    resumed_by: isAgent ? null : personOf(row.resumedBy),
    resumed_at: row.resumedAt?.toISOString() ?? null,
    ...(isAgent ? {} : { resume_reason: row.resumeReason && openReason(keys, orgId, origin, haltId, "resume_reason", row.resumeReason) }),
    settled: row.settledAt !== null,
    denied: row.denied,
    frozen: row.frozen,
    acknowledged_count: counts.acknowledged,
    outstanding_count: counts.outstanding,
    disconnected_count: counts.disconnected,
    acknowledged: listOf("acknowledged"),
    outstanding: listOf("outstanding"),
    disconnected: listOf("disconnected"),
    you: youCan(principal, { resumeHalt: row.resumedAt === null, acknowledgeHalt: row.resumedAt === null }),
  };
}

/** A client of a halt with the list that shows it. */
interface ListedClient {
  readonly haltId: string;
  readonly state: "acknowledged" | "outstanding" | "disconnected";
  readonly view: HaltClient;
}

const clientsOf = ({ principal }: Reader, rows: readonly HaltRow[]) => ({
  orgId: principal.scope.orgId,
  haltId: { in: rows.map(({ haltId }) => haltId) },
  ...(principal.kind === "agent" ? { agentId: principal.agentId } : {}),
});

async function readClients(reader: Reader, rows: readonly HaltRow[]): Promise<ListedClient[]> {
  const { client, principal, now } = reader;
  const { orgId } = principal.scope;
  const requestedAt = new Map(rows.map((row) => [row.haltId, row.requestedAt.getTime()]));
  const where = clientsOf(reader, rows);
  // Read in a separate query, so that clients of one kind do not displace those of another.
  const unconfirmed = await client.haltClient.findMany({
    where: { ...where, acknowledgedAt: null },
    orderBy: [{ isAssigned: "asc" }, { addedAt: "desc" }, { clientId: "asc" }],
    take: 2 * LISTED,
  });
  const confirmed = await client.haltClient.findMany({
    where: { ...where, acknowledgedAt: { not: null } },
    orderBy: [{ acknowledgedAt: "asc" }, { clientId: "asc" }],
    take: LISTED,
  });
  const found = [...unconfirmed, ...confirmed];
  const agentIds = [...new Set(found.map(({ agentId }) => agentId))];
  const agents = await client.agent.findMany({ where: { orgId, agentId: { in: agentIds } }, select: { agentId: true, name: true } });
  const open = await client.streamClient.findMany({
    where: { orgId, agentId: { in: agentIds }, seenAt: connectedSince(now) },
    select: { keyId: true, clientId: true },
  });
  const connected = new Set(open.map(clientKey));
  const nameOf = new Map(agents.map(({ agentId, name }) => [agentId, name]));
  const { disconnectedSince } = clientTimes(now);
  const isDisconnected = (row: (typeof found)[number]) =>
    row.wasDisconnected ?? (!connected.has(clientKey(row)) && (row.isAssigned || (row.leftAt !== null && row.leftAt <= disconnectedSince)));
  return found.map((row) => ({
    haltId: row.haltId,
    state: row.acknowledgedAt ? "acknowledged" : isDisconnected(row) ? "disconnected" : "outstanding",
    view: {
      client_id: encodeId("cli", row.clientId),
      agent_id: encodeId("agt", row.agentId),
      agent_name: nameOf.get(row.agentId) ?? "",
      key_id: encodeId("key", row.keyId),
      environment: row.environment as HaltClient["environment"],
      client: row.client,
      connected: connected.has(clientKey(row)),
      added_at: row.addedAt.toISOString(),
      acknowledged_at: row.acknowledgedAt?.toISOString() ?? null,
      after_ms: row.acknowledgedAt && Math.max(0, row.acknowledgedAt.getTime() - (requestedAt.get(row.haltId) ?? 0)),
    },
  }));
}

/** Returns one halt in the format of `describeHalts`. */
export async function describeHalt(
  deps: Pick<Deps, "configs" | "database" | "now">,
  principal: Principal,
  client: OrgClient,
  row: HaltRow,
): Promise<Halt> {
  const [halt] = await describeHalts(await readerOf(deps, principal, client), [row]);
  return halt as Halt;
}

export async function readerOf(deps: Pick<Deps, "configs" | "database" | "now">, principal: Principal, client: OrgClient): Promise<Reader> {
  const { orgId } = principal.scope;
  const { origin } = await client.ledgerHead.findUniqueOrThrow({ where: { orgId }, select: { origin: true } });
  return { client, principal, keys: await deps.database.keysOf(orgId), origin, now: deps.now() };
}
