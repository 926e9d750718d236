import { AgentLatticeError } from "../errors.ts";
import { idSegment } from "../transport/ids.ts";
import type { EventGap } from "./event-gap.ts";

/** A decision: `executed`, `denied` or `requested` by policy, `approved` or `denied` by a person. */
export type DecisionFilter = "executed" | "denied" | "requested" | "approved";

/** Status of a subscription's connection. */
export type StreamStatus =
  | { readonly state: "open"; readonly resumed: boolean }
  | {
      readonly state: "reconnecting";
      /** Milliseconds until the next attempt. */
      readonly inMs: number;
      /** The error. Absent when the server ended the stream, for example to restart. */
      readonly error?: AgentLatticeError;
    };

/** Options of `subscribe`. An event must match all filters. Without filters, all events that the key may see are delivered. */
export interface SubscribeOptions {
  /** Kinds or tags of events, such as `action.denied` or `approval.*`. */
  events?: string | readonly string[];
  /** Id of the agent whose events are delivered. */
  agentFilter?: string;
  decision?: DecisionFilter | readonly DecisionFilter[];
  /** The environment of the events: `prod`, `staging` or `dev`. */
  environment?: string;
  /** Resumes after this event: `event.seq` or `subscription.lastEventId`. Default: only new events. */
  lastEventId?: string | number;
  /** Ends the subscription without an error. */
  signal?: AbortSignal;
  /**
   * Called when too many events were recorded while this process was away or busy. The subscription then continues with new events.
   * Without it the subscription ends with `AgentLatticeGapError`.
   */
  onGap?: (gap: EventGap) => void;
  /** Called when the connection opens and when it is lost. */
  onStatus?: (status: StreamStatus) => void;
  /** Called when the subscription ended for good (callback form only). Default: one line with `console.error`. */
  onError?: (error: unknown) => void;
}

/** Returns the query of `GET /events/stream`. @throws AgentLatticeError INVALID_OPTION */
export function streamQuery(options: SubscribeOptions): string {
  const { events, agentFilter, decision, environment } = options;
  const query = new URLSearchParams();
  if (events !== undefined) query.set("types", joinWords("events", events));
  if (agentFilter !== undefined) query.set("agent", idSegment("agt", agentFilter));
  if (decision !== undefined) query.set("decision", joinWords("decision", decision));
  if (environment !== undefined) query.set("environment", environment);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** Returns the id to resume from. @throws AgentLatticeError INVALID_OPTION */
export function resumeFrom({ lastEventId }: SubscribeOptions): string {
  const id = lastEventId === undefined ? "" : String(lastEventId);
  if (lastEventId === undefined || /^[0-9]{1,15}$/.test(id)) return id;
  throw new AgentLatticeError("INVALID_OPTION", "lastEventId must be the seq of an event.");
}

/** Joins the words of a filter. An empty list is an error, because the API would treat it as no filter. */
function joinWords(name: string, words: string | readonly string[]): string {
  const list = typeof words === "string" ? [words] : words;
  if (list.length === 0 || list.some((word) => typeof word !== "string" || word === ""))
    throw new AgentLatticeError("INVALID_OPTION", `${name} must have at least one item. Leave it out to receive all events.`);
  return list.join(",");
}
