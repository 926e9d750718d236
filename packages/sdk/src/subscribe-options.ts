import { AgentLatticeError } from "./errors.ts";
import { idSegment } from "./ids.ts";

/** What was decided: `executed`, `denied` or `requested` by policy, `approved` or `denied` by a person. */
export type DecisionFilter = "executed" | "denied" | "requested" | "approved";

/** Entries that a subscription could not be given: list them with `audit`. */
export interface EventGap {
  /** seq of the first entry that is missing. */
  readonly from: number;
  /** seq of the last one, when the server said so. */
  readonly to?: number;
}

/** How the connection of a subscription is. */
export type StreamStatus =
  | { readonly state: "open"; readonly resumed: boolean }
  | {
      readonly state: "reconnecting";
      /** Milliseconds until the next try. */
      readonly inMs: number;
      /** Why; absent when the server ended the stream, as it does when it restarts. */
      readonly error?: AgentLatticeError;
    };

/** Options of `subscribe`. Filters narrow each other; without any, everything this key may see is delivered. */
export interface SubscribeOptions {
  /** Kinds or tags of events, such as `action.denied`, or `approval.*`. */
  events?: string | readonly string[];
  /** Only what concerns this agent: its id. */
  agentFilter?: string;
  decision?: DecisionFilter | readonly DecisionFilter[];
  /** Only what happened in this environment: `prod`, `staging` or `dev`. */
  environment?: string;
  /** Goes on after this event, as `event.seq` or `subscription.lastEventId` say. Default: begins with what happens next. */
  lastEventId?: string | number;
  /** Ends the subscription, quietly. */
  signal?: AbortSignal;
  /**
   * Told when entries cannot be delivered because too many came while this process was away or busy; then it goes on with the newest.
   * Without it the subscription ends with `AgentLatticeGapError`.
   */
  onGap?: (gap: EventGap) => void;
  /** Told when the connection opens and when it is lost. */
  onStatus?: (status: StreamStatus) => void;
  /** Told when the subscription ended for good (callback form only). Default: one line with `console.error`. */
  onError?: (error: unknown) => void;
}

const OPTIONS: Record<keyof SubscribeOptions, true> = {
  events: true,
  agentFilter: true,
  decision: true,
  environment: true,
  lastEventId: true,
  signal: true,
  onGap: true,
  onStatus: true,
  onError: true,
};

/** The query of `GET /events/stream`. @throws AgentLatticeError INVALID_OPTION */
export function streamQuery(options: SubscribeOptions): string {
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(OPTIONS, name));
  if (unknown.length > 0)
    throw new AgentLatticeError("INVALID_OPTION", `subscribe has no option ${unknown.map((name) => `"${name}"`).join(", ")}.`);
  const { events, agentFilter, decision, environment } = options;
  const query = new URLSearchParams();
  if (events !== undefined) query.set("types", listed("events", events));
  if (agentFilter !== undefined) query.set("agent", idSegment("agt", agentFilter));
  if (decision !== undefined) query.set("decision", listed("decision", decision));
  if (environment !== undefined) query.set("environment", environment);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** The id to resume from. @throws AgentLatticeError INVALID_OPTION */
export function resumeFrom({ lastEventId }: SubscribeOptions): string {
  const id = lastEventId === undefined ? "" : String(lastEventId);
  if (lastEventId === undefined || /^[0-9]{1,15}$/.test(id)) return id;
  throw new AgentLatticeError("INVALID_OPTION", "lastEventId must be the seq of an event.");
}

/** An empty filter would let everything through, which is not what an empty list says. */
function listed(name: string, words: string | readonly string[]): string {
  const list = typeof words === "string" ? [words] : words;
  if (list.length === 0 || list.some((word) => typeof word !== "string" || word === ""))
    throw new AgentLatticeError("INVALID_OPTION", `${name} must name at least one; leave it out to get all.`);
  return list.join(",");
}
