import { type ApprovalMove, type ApprovalStatus, moveApproval } from "../approval/state.ts";
import { decodeId } from "../ids/type-id.ts";
import type { Json } from "../model/json.ts";
import type { CostAmounts } from "../model/settle-plan.ts";
import { readAmountsData } from "./entry-data.ts";

/** The parts of an approval's entry that its row repeats. */
export interface ApprovalEntry {
  readonly id: string;
  readonly kind: string;
  readonly ts: string;
  readonly actor: { readonly id: string };
  readonly data: Readonly<Record<string, Json>>;
}

/** The state to which the entries of an approval lead. */
export interface RecordedProgress {
  readonly status: ApprovalStatus;
  readonly digest: Json | undefined;
  /** The first digest, when a reviewer has changed the submission. */
  readonly requested_digest: Json | null;
  /** Milliseconds since the epoch. */
  readonly expires_at: number;
  /** The deadline of the approval after a halt, in milliseconds since the epoch; null without one. */
  readonly lapses_at: number | null;
  readonly stage: number;
  readonly escalations: number;
  /** Each vote as `user right stage entry`. */
  readonly votes: readonly string[];
  /** The hash of the grant that every vote names, or null. */
  readonly grant: Json | null;
  /** The amounts by which every vote extends the budgets of the request, or null. */
  readonly extend: CostAmounts | null;
  readonly decision: ApprovalEntry | null;
  /** The deciding vote as `user right stage entry`; null when no vote decided. */
  readonly decided: string | null;
  /** The salted hash of the terms and the policies, as the request or its last change of requirement states them. */
  readonly terms: Json | undefined;
  readonly policies: Json | undefined;
  readonly execution: ApprovalEntry | null;
}

/** The moves that each kind of entry may make. The first one that starts from the current status counts. */
const MOVES_OF_KIND: Readonly<Record<string, readonly ApprovalMove[]>> = {
  "action.executed": ["collect"],
  "budget.reserved": ["collect"],
  "approval.expired": ["expire"],
  "approval.lapsed": ["lapse"],
  "approval.cancelled": ["cancel"],
  "approval.revoked": ["revoke", "recall"],
  "approval.refused": ["refuse", "reject"],
};

/** Replays the entries after a request in the order of the log. Returns null when one does not follow from those before it. */
export function replayEntries(request: ApprovalEntry, entries: readonly ApprovalEntry[]): RecordedProgress | null {
  let state: RecordedProgress | null = {
    status: "pending",
    digest: request.data.digest,
    requested_digest: null,
    expires_at: Date.parse(String(request.data.expires_at)),
    lapses_at: null,
    stage: 0,
    escalations: 0,
    votes: [],
    grant: null,
    extend: null,
    decision: null,
    decided: null,
    terms: request.data.terms,
    policies: request.data.policies,
    execution: null,
  };
  for (const entry of entries) {
    if (state) state = replay(state, entry);
  }
  return state;
}

function replay(state: RecordedProgress, entry: ApprovalEntry): RecordedProgress | null {
  const { kind, data } = entry;
  switch (kind) {
    case "approval.decided": {
      const edited = withEdit(withRequirement(state, data), entry);
      const status = moveApproval(state.status, data.decision === "approve" ? "approve" : "deny");
      return (
        status &&
        edited && {
          ...edited,
          votes: withoutDropped(edited.votes, data),
          status,
          grant: grantAfter(edited, data),
          extend: extendAfter(edited, data),
          decision: entry,
          decided: decidingVote(entry),
          lapses_at: null,
        }
      );
    }
    case "approval.voted":
      return state.status === "pending" ? withVote(state, entry) : null;
    case "approval.edited": {
      const edited = state.status === "pending" ? withEdit(state, entry) : null;
      return edited && data.vote === "approve" ? withVote(edited, entry) : edited;
    }
    case "approval.requirement_changed": {
      const status = state.status === "pending" ? state.status : moveApproval(state.status, "undo");
      const expires_at = typeof data.expires_at === "string" ? Date.parse(data.expires_at) : state.expires_at;
      return status && { ...withRequirement(state, data), status, expires_at, decision: null, decided: null };
    }
    case "approval.undone":
      return withoutVote(state, entry);
    case "approval.resumed":
      return typeof data.lapses_at === "string" ? { ...state, lapses_at: Date.parse(data.lapses_at) } : state;
    case "approval.escalated": {
      const expires_at = typeof data.expires_at === "string" ? Date.parse(data.expires_at) : state.expires_at;
      return { ...state, escalations: Number(data.level), expires_at };
    }
    default:
      return withMove(state, entry);
  }
}

function withMove(state: RecordedProgress, entry: ApprovalEntry): RecordedProgress | null {
  const moves = MOVES_OF_KIND[entry.kind];
  if (!moves) return state;
  const status = moves.map((move) => moveApproval(state.status, move)).find((to) => to !== null);
  return status ? { ...state, status, execution: moves.includes("collect") ? entry : state.execution } : null;
}

/** Replaces the requirement when the entry holds a new one: the votes that still count are assigned to its stages. */
function withRequirement(state: RecordedProgress, data: ApprovalEntry["data"]): RecordedProgress {
  if (data.terms === undefined) return state;
  const kept = (Array.isArray(data.kept_votes) ? data.kept_votes : []) as readonly { readonly vote: string; readonly stage: number }[];
  const given = [...state.votes, ...(state.decided === null ? [] : [state.decided])];
  const votes = given.flatMap((vote) => {
    const [user, right, , entry] = vote.split(" ");
    const found = kept.find((one) => uuidOf("evt", one.vote) === entry);
    return found ? [`${user} ${right} ${found.stage} ${entry}`] : [];
  });
  const { terms, policies = state.policies } = data;
  return { ...state, terms, policies, votes, stage: Number(data.stage), escalations: 0, grant: null, extend: null };
}

/** Returns the vote of a decision that approves; null for a denial, a release by one person alone and a change of the policies. */
function decidingVote({ id, actor, data }: ApprovalEntry): string | null {
  const user = uuidOf("usr", actor.id);
  if (data.decision !== "approve" || data.emergency === true || user === null) return null;
  const right = data.for === undefined ? user : uuidOf("usr", data.for);
  return `${user} ${right} ${data.stage} ${uuidOf("evt", id)}`;
}

/** Replaces the digest when the entry holds an edit. An entry without one must repeat the current digest. */
function withEdit(state: RecordedProgress, { data }: ApprovalEntry): RecordedProgress | null {
  if (data.requested_digest === undefined) return data.digest === state.digest ? state : null;
  if (data.requested_digest !== (state.requested_digest ?? state.digest)) return null;
  return {
    ...state,
    digest: data.digest,
    requested_digest: data.requested_digest,
    stage: 0,
    escalations: 0,
    votes: [],
    grant: null,
    extend: null,
  };
}

function withVote(state: RecordedProgress, { id, actor, data }: ApprovalEntry): RecordedProgress {
  const user = uuidOf("usr", actor.id);
  const right = data.for === undefined ? user : uuidOf("usr", data.for);
  const votes = [...withoutDropped(state.votes, data), `${user} ${right} ${data.stage} ${uuidOf("evt", id)}`];
  const grant = grantAfter(state, data);
  const extend = extendAfter(state, data);
  return data.next_stage === undefined
    ? { ...state, votes, grant, extend }
    : { ...state, votes, grant, extend, stage: Number(data.next_stage), escalations: 0 };
}

/** Removes the votes that an entry names because they stopped counting. */
function withoutDropped(votes: readonly string[], { dropped_votes }: ApprovalEntry["data"]): readonly string[] {
  if (!Array.isArray(dropped_votes)) return votes;
  const dropped = dropped_votes.map((entry) => uuidOf("evt", entry));
  return votes.filter((vote) => !dropped.includes(vote.slice(vote.lastIndexOf(" ") + 1)));
}

/** Returns the grant that every vote names after one more. A denial and a release by one person alone change nothing. */
function grantAfter({ votes, grant }: RecordedProgress, data: ApprovalEntry["data"]): Json | null {
  if (data.decision === "deny" || data.emergency === true) return grant;
  const named = data.grant_terms ?? null;
  return votes.length === 0 || named === grant ? named : null;
}

/** Returns the amounts by which an approval extends the budgets. A denial changes nothing. */
function extendAfter({ extend }: RecordedProgress, data: ApprovalEntry["data"]): CostAmounts | null {
  if (data.decision === "deny") return extend;
  return data.extend === undefined ? null : readAmountsData(data.extend as Readonly<Record<string, Json>>);
}

/** Takes back the decision, or the actor's vote of the current stage. */
function withoutVote(state: RecordedProgress, { actor }: ApprovalEntry): RecordedProgress | null {
  const status = moveApproval(state.status, "undo");
  if (status) return { ...state, status, decision: null, decided: null };
  const user = uuidOf("usr", actor.id);
  const isTheirs = (vote: string) => vote.startsWith(`${user} `) && vote.split(" ")[2] === String(state.stage);
  return state.status === "pending" ? { ...state, votes: state.votes.filter((vote) => !isTheirs(vote)) } : null;
}

export function uuidOf(prefix: "agt" | "evt" | "key" | "usr", id: Json | undefined): string | null {
  return typeof id === "string" ? decodeId(prefix, id) : null;
}
