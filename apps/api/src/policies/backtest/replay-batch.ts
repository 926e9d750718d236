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

/** The current policies, the tested policies and all other inputs of the verdicts. */
export interface ReplaySides {
  readonly before: CompiledBundle;
  readonly after: CompiledBundle;
  /** Requesters by agent UUID. */
  readonly requesters: ReadonlyMap<string, Requester>;
  readonly members: readonly MemberView[];
  /** IANA name of the time zone. */
  readonly zone: string;
  /** Time at which the version in force of each policy (`pol_…`) was published, ms since the epoch. */
  readonly inForceSince: ReadonlyMap<string, number>;
  /** True when a condition depends on the time. */
  readonly dependsOnTime: boolean;
  readonly tools: ModuleTools;
}

/** A verdict with the policies whose limits and history it depends on. */
interface Answer {
  readonly action: Verdict["action"];
  readonly message: string;
  /** Settle plan; null without limits and history. */
  readonly limitedBy: readonly string[] | null;
}

interface Answers {
  readonly before: Answer;
  readonly after: Answer;
  /** True when both verdicts depend on the same limits and history. */
  readonly sameLimits: boolean;
  readonly withheld: boolean;
  readonly target: string | null;
}

interface Judged {
  readonly before: Verdict["action"];
  readonly after: Verdict["action"];
  readonly answers: Answers;
  /** UUID of the agent. */
  readonly name: string;
}

const LIMIT_REASONS: ReadonlySet<string> = new Set(["RATE_LIMITED", "BUDGET_EXCEEDED", "HISTORY_LIMIT", "LOOP_DETECTED", "BREAKER_OPEN"]);
const REMEMBERED_TEXT = 4_096;
const MAX_REMEMBERED = 10_000;
/** Number of cache misses after which caching is disabled, because it costs more than evaluating. */
const MISSES_TO_STOP = 5_000;

/** Evaluates recorded decisions with both sets of policies. Identical facts are evaluated once. */
export class Replay {
  readonly #sides: ReplaySides;
  readonly #answers = new Map<string, Answers>();
  readonly #facts = new Map<Requester, RequesterFacts>();
  /** Consecutive cache misses. */
  #misses = 0;

  constructor(sides: ReplaySides) {
    this.#sides = sides;
  }

  count(tally: Tally, recorded: Recorded): void {
    const judged = this.#evaluate(recorded);
    if (typeof judged === "string") tally.skip(judged);
    else tally.compare(judged.before, judged.after, () => toFlip(recorded, judged));
  }

  #evaluate(recorded: Recorded): Judged | NotReplayedReason {
    if (recorded.payload === null) return "payload_erased";
    const requester = this.#sides.requesters.get(recorded.agentId);
    if (!requester) return "agent_gone";
    const answers = this.#answer(recorded, recorded.payload, requester);
    if (answers.withheld) return "content_withheld";
    const before = this.#settle(answers.before, recorded);
    const isKnown = answers.sameLimits ? before !== null : answers.after.limitedBy === null;
    const after = isKnown ? recordedLimits(answers.after, recorded) : null;
    if (before === null || after === null) return "history_unknown";
    return { before, after, answers, name: requester.name };
  }

  /** Returns the recorded result of limits, if the same limits were in force and were evaluated. */
  #settle(answer: Answer, recorded: Recorded): Verdict["action"] | null {
    if (answer.limitedBy === null) return answer.action;
    const { inForceSince } = this.#sides;
    const known = answer.limitedBy.every((policy) => recorded.at >= (inForceSince.get(policy) ?? Number.POSITIVE_INFINITY));
    return known ? recordedLimits(answer, recorded) : null;
  }

  #answer(recorded: Recorded, payload: string, requester: Requester): Answers {
    const judge = () => this.#judge(recorded, readDecisionPayload(JSON.parse(payload)) as DecisionPayload, requester);
    if (payload.length > REMEMBERED_TEXT || this.#misses >= MISSES_TO_STOP) return judge();
    const key = `${recorded.agentId}${recorded.environment}${this.#sides.dependsOnTime ? recorded.at : ""}${payload}`;
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
    // A backtest assumes the members of today. The end of time makes every role old enough and every hand-over ended.
    const electorate = { members, now: Number.POSITIVE_INFINITY };
    const judge = (bundle: CompiledBundle) => denyWithoutApprover(evaluate(facts, bundle, { tools }), facts, requester, electorate);
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

/** Returns true when the limits are those of the recorded decision, so that their result is recorded unless another rule denied first. */
function recordedLimits({ action, limitedBy }: Answer, { status, denialReason }: Recorded): Verdict["action"] | null {
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

/** Returns true when only circuit breakers observe the verdict: no limit can change a denial. */
function enforced({ settle, status }: Verdict): Checks {
  return settle && status !== "denied" ? settle.checks.filter(({ monitored }) => !monitored) : NO_CHECKS;
}

function toAnswer({ action, message }: Verdict, checks: Checks): Answer {
  return { action, message, limitedBy: checks.length > 0 ? checks.map(({ policy }) => policy) : null };
}
