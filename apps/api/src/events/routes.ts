import type { AuditEvent } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import type { Principal } from "../http/principal.ts";
import { streamEvents } from "./stream-events.ts";

export function mountEvents(app: App, deps: Deps): void {
  mountRoute(app, deps, "streamEvents", async ({ c, principal, query }) => {
    const accepts = filterFor(deps, principal, query);
    const stream = await streamEvents({
      deps,
      principal,
      lastSeq: lastSeqOf(c.req.header("last-event-id")),
      accepts: await accepts,
      signal: c.req.raw.signal,
    });
    return c.body(stream, 200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    });
  });
}

/** INVARIANT: an agent sees its own entries, a member those of agents they own. */
async function filterFor(
  deps: Deps,
  principal: Principal,
  query: { types?: string | undefined; agent?: string | undefined },
): Promise<(event: AuditEvent) => boolean> {
  const types = query.types ? new Set(query.types.split(",").map((type) => type.trim())) : null;
  const visible = await visibleAgents(deps, principal);
  return (event) =>
    (visible === null || (event.agent_id !== null && visible.has(event.agent_id))) &&
    (query.agent === undefined || event.agent_id === query.agent) &&
    (types === null || types.has(event.kind) || event.event_types.some((type) => types.has(type)));
}

async function visibleAgents(deps: Deps, principal: Principal): Promise<Set<string> | null> {
  if (principal.kind === "agent") return new Set([encodeId("agt", principal.agentId)]);
  if (principal.kind !== "person" || principal.role !== "member") return null;
  const { agents } = await deps.configs.get(principal.scope.orgId);
  return new Set([...agents].filter(([, agent]) => agent.ownerId === principal.userId).map(([id]) => encodeId("agt", id)));
}

function lastSeqOf(header: string | undefined): number | null {
  if (header === undefined || header === "") return null;
  if (/^\d{1,15}$/.test(header)) return Number(header);
  throw new AppError("INVALID_HEADER", { detail: "Last-Event-ID must be the id of an event of this stream." });
}
