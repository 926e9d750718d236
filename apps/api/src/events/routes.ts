import { clientName } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { eventFilter, presenceFilter } from "./event-filter.ts";
import { readCredential } from "./read-credential.ts";
import { streamEvents } from "./stream-events.ts";
import type { StreamInput } from "./stream-input.ts";

export function mountEvents(app: App, deps: Deps): void {
  mountRoute(app, deps, "streamEvents", async ({ c, principal, query }) => {
    const authorization = c.req.header("authorization") ?? "";
    const client = principal.kind === "agent" ? clientOf(c, deps) : null;
    await streamEvents({
      deps,
      orgId: principal.scope.orgId,
      principal,
      lastSeq: lastSeqOf(c.req.header("last-event-id")),
      filter: await eventFilter(deps, principal, query),
      authorization,
      reload: async () => eventFilter(deps, await readCredential(deps, authorization), query),
      client,
      presence: presenceFilter(principal, query),
      outgoing: (c.env as HttpBindings).outgoing,
      headers: {
        // `c.res` must not be read, because the adapter recognises only an untouched RESPONSE_ALREADY_SENT.
        ...Object.fromEntries(c.body(null).headers),
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
        ...(client === null ? {} : { "al-client-id": encodeId("cli", client.clientId) }),
      },
    });
    return RESPONSE_ALREADY_SENT;
  });
}

/** Reads the id, name and version of the client that opens a stream. A client without an id gets one. @throws AppError INVALID_HEADER */
function clientOf(c: Context, deps: Pick<Deps, "newId">): NonNullable<StreamInput["client"]> {
  const id = c.req.header("al-client-id");
  const name = c.req.header("al-client");
  const clientId = id === undefined ? deps.newId() : decodeId("cli", id);
  if (clientId === null)
    throw new AppError("INVALID_HEADER", { detail: "AL-Client-ID must be an id such as cli_01h455vb4pex5vsknk084sn02q, or be omitted." });
  if (name !== undefined && !clientName.safeParse(name).success)
    throw new AppError("INVALID_HEADER", { detail: "AL-Client must be a name and version such as sdk-js/0.1.0, or be omitted." });
  return { clientId, client: name ?? null, isAssigned: id === undefined };
}

function lastSeqOf(header: string | undefined): number | null {
  if (header === undefined || header === "") return null;
  if (/^\d{1,15}$/.test(header)) return Number(header);
  throw new AppError("INVALID_HEADER", {
    detail: "Last-Event-ID must be the id of an event of this stream. Omit it to start with new entries.",
  });
}
