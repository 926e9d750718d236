import type { BacktestFlip, NotReplayedReason } from "@agentlattice/contract";
import { encodeId, type Verdict } from "@agentlattice/core";
import { type CompiledBundle, evaluate, type ModuleTools } from "@agentlattice/core/policy";
import type { Recorded } from "@agentlattice/db/recorded";
import { type DecisionPayload, readDecisionPayload } from "../../actions/decision-payload.ts";
import { denyWithoutApprover } from "../../actions/judge.ts";
import { factsAt, type RequesterFacts, toRequesterFacts } from "../../actions/to-facts.ts";
import { targetOf } from "../../approvals/to-approval.ts";
import type { MemberView } from "../../config/org-config.ts";
import type { Requester } from "../read-requesters.ts";
import type { Tally } from "./tally.ts";

/** What is in force and what would be, and everything else that answers depend on. */
export interface ReplaySides {
  readonly before: CompiledBundle;
  readonly after: CompiledBundle;
  /** By agent (UUID). */
  readonly requesters: ReadonlyMap<string, Requester>;
  readonly members: readonly MemberView[];
  /** IANA name. */
  readonly zone: string;
  /** By policy (`pol_…`): since when its version in force is, ms since the epoch. */
  readonly inForceSince: ReadonlyMap<string, number>;
  /** Whether any condition looks at the time. */
  readonly looksAtTime: boolean;
  readonly tools: ModuleTools;
}

/** An answer, and which policies' limits and history had to let it through. */
interface Answer {
  readonly action: Verdict["action"];
  readonly message: string;
  /** `null`: no limit and no history. */
  readonly limitedBy: readonly string[] | null;
}

interface Answers {
  readonly before: Answer;
  readonly after: Answer;
  /** Whether both depend on the same limits and history. */
  readonly sameLimits: boolean;
  readonly withheld: boolean;
  readonly target: string | null;
}

interface Judged {
  readonly before: Verdict["action"];
  readonly after: Verdict["action"];
  readonly answers: Answers;
  /** Of the agent. */
  readonly name: string;
}

const LIMIT_REASONS: ReadonlySet<string> = new Set(["RATE_LIMITED", "BUDGET_EXCEEDED", "HISTORY_LIMIT", "LOOP_DETECTED", "BREAKER_OPEN"]);
const REMEMBERED_TEXT = 4_096;
const MAX_REMEMBERED = 10_000;
/** Where nothing repeats, remembering costs more than judging. */
const MISSES_TO_STOP = 5_000;

/** Judges recorded decisions again, by both sides. Identical facts are judged once. */
export class Replay {
  readonly #sides: ReplaySides;
  readonly #answers = new Map<string, Answers>();
  readonly #facts = new Map<Requester, RequesterFacts>();
  /** In a row. */
  #misses = 0;

  constructor(sides: ReplaySides) {
    this.#sides = sides;
  }

  count(tally: Tally, recorded: Recorded): void {
    const judged = this.#judgeAgain(recorded);
    if (typeof judged === "string") tally.skip(judged);
    else tally.compare(judged.before, judged.after, () => toFlip(recorded, judged));
  }

  #judgeAgain(recorded: Recorded): Judged | NotReplayedReason {
    if (recorded.payload === null) return "payload_erased";
    const requester = this.#sides.requesters.get(recorded.agentId);
    if (!requester) return "agent_gone";
    const answers = this.#answer(recorded, recorded.payload, requester);
    if (answers.withheld) return "content_withheld";
    const before = this.#settle(answers.before, recorded);
    const isKnown = answers.sameLimits ? before !== null : answers.after.limitedBy === null;
    const after = isKnown ? settleLike(answers.after, recorded) : null;
    if (before === null || after === null) return "history_unknown";
    return { before, after, answers, name: requester.name };
  }

  /** What limits in force let through is known when they were the same then and were reached. */
  #settle(answer: Answer, recorded: Recorded): Verdict["action"] | null {
    if (answer.limitedBy === null) return answer.action;
    const { inForceSince } = this.#sides;
    const known = answer.limitedBy.every((policy) => recorded.at >= (inForceSince.get(policy) ?? Number.POSITIVE_INFINITY));
    return known ? settleLike(answer, recorded) : null;
  }

  #answer(recorded: Recorded, payload: string, requester: Requester): Answers {
    const judge = () => this.#judge(recorded, readDecisionPayload(JSON.parse(payload)) as DecisionPayload, requester);
    if (payload.length > REMEMBERED_TEXT || this.#misses >= MISSES_TO_STOP) return judge();
    const key = `${recorded.agentId}${recorded.environment}${this.#sides.looksAtTime ? recorded.at : ""}${payload}`;
    const known = this.#answers.get(key);
    if (known) {
      this.#misses = 0;
      return known;
    }
    this.#misses += 1;
    if (this.#answers.size >= MAX_REMEMBERED) this.#answers.clear();
    const answers = judge();
    this.#answers.set(key, answers);
    return answers;
  }

  #judge({ at, environment }: Recorded, { submission, evaluation }: DecisionPayload, requester: Requester): Answers {
    const { before, after, zone, members, tools } = this.#sides;
    const facts = factsAt(this.#factsOf(requester), submission, { environment: environment as BacktestFlip["environment"], zone, now: at });
    const judge = (bundle: CompiledBundle) => denyWithoutApprover(evaluate(facts, bundle, { tools }), requester, { members });
    const [was, is] = [judge(before), judge(after)];
    const [wasLimited, isLimited] = [enforced(was), enforced(is)];
    const scans = (bundle: CompiledBundle) => bundle.route(facts.environment, submission.action_type).scans;
    return {
      before: toAnswer(was, wasLimited),
      after: toAnswer(is, isLimited),
      sameLimits: wasLimited.length + isLimited.length === 0 || JSON.stringify(wasLimited) === JSON.stringify(isLimited),
      withheld: (evaluation.findings?.length ?? 0) > 0 && (scans(before) || scans(after)),
      target: targetOf(submission),
    };
  }

  #factsOf(requester: Requester): RequesterFacts {
    let facts = this.#facts.get(requester);
    if (!facts) {
      facts = toRequesterFacts(requester);
      this.#facts.set(requester, facts);
    }
    return facts;
  }
}

/** The same limits as were settled when it was recorded: what they answered is on record, unless something else denied first. */
function settleLike({ action, limitedBy }: Answer, { status, denialReason }: Recorded): Verdict["action"] | null {
  if (limitedBy === null || status !== "denied") return action;
  return LIMIT_REASONS.has(denialReason ?? "") ? "DENY" : null;
}

function toFlip(recorded: Recorded, { before, after, answers, name }: Judged): BacktestFlip {
  return {
    audit_event_id: encodeId("evt", recorded.id),
    seq: recorded.seq,
    at: new Date(recorded.at).toISOString(),
    action_type: recorded.actionType,
    environment: recorded.environment as BacktestFlip["environment"],
    agent: { id: encodeId("agt", recorded.agentId), name },
    target: answers.target,
    recorded: recorded.status as BacktestFlip["recorded"],
    before,
    after,
    message: answers.after.message,
  };
}

type Checks = NonNullable<Verdict["settle"]>["checks"];

const NO_CHECKS: Checks = [];

/** A denial is only told to breakers: no limit can change it. */
function enforced({ settle, status }: Verdict): Checks {
  return settle && status !== "denied" ? settle.checks.filter(({ monitored }) => !monitored) : NO_CHECKS;
}

function toAnswer({ action, message }: Verdict, checks: Checks): Answer {
  return { action, message, limitedBy: checks.length > 0 ? checks.map(({ policy }) => policy) : null };
}
