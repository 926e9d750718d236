import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { AgentPresence } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import type { Listener } from "../halts/halt-notices.ts";
import type { Principal } from "../http/principal.ts";
import type { EventFilter } from "./event-filter.ts";

/** A request for the live event stream. */
export interface StreamInput {
  readonly deps: Pick<
    Deps,
    "credentials" | "database" | "env" | "haltNotices" | "log" | "now" | "presence" | "streamLimit" | "streams" | "tailers"
  >;
  readonly orgId: string;
  readonly principal: Principal;
  /** seq of the client's last event, from Last-Event-ID. */
  readonly lastSeq: number | null;
  readonly filter: EventFilter;
  /** The header with the credential, which is checked again while the stream is open. */
  readonly authorization: string;
  /** The filter of what the credential may see now. */
  readonly reload: () => Promise<EventFilter>;
  /** The client, when an agent opens the stream. Halts are sent to it. */
  readonly client: Pick<Listener, "client" | "clientId" | "isAssigned"> | null;
  /** Selects the changes of presence that the stream sends; null for none. */
  readonly presence: ((presence: AgentPresence) => boolean) | null;
  /** The response to which the stream is written, and its headers. */
  readonly outgoing: ServerResponse;
  readonly headers: OutgoingHttpHeaders;
}
