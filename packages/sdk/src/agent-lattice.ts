import type { ActionOptions, CheckOptions, ExecuteOptions, GateOptions, GuardOptions } from "./action-options.ts";
import { type AppEventData, type AppEventOptions, type Audit, createAudit, type RecordedEvent } from "./app-events.ts";
import { type Applied, applyObligations } from "./apply-obligations.ts";
import { answerQuestion, cancelApproval, getApproval } from "./approvals.ts";
import { checkLedger, type LedgerCheck } from "./audit.ts";
import type { AuditEvent } from "./audit-event.ts";
import { type Budgets, createBudgets } from "./budgets.ts";
import { type AgentLatticeOptions, type Config, toConfig } from "./config.ts";
import { type ConsumedPermit, type ConsumeOptions, consumePermit } from "./consume-permit.ts";
import { type DelegateOptions, type DelegationHandle, delegateParallel, delegateTo, delegateWhile } from "./delegate.ts";
import {
  type DelegationListOptions,
  type DelegationPage,
  listDelegations,
  type RevokedDelegation,
  revokeDelegation,
} from "./delegations.ts";
import { type EvaluateOptions, evaluateCall, scanText } from "./evaluate.ts";
import type { Evaluation, ScanResult } from "./evaluation.ts";
import { eventIdOf } from "./event-id.ts";
import { gateAction } from "./gate.ts";
import { guardAction, reportOutcome } from "./guard.ts";
import { type Halt, type HaltSubscription, type OnHaltOptions, watchHalts } from "./halts.ts";
import { createHeartbeats, type Heartbeats } from "./heartbeat.ts";
import type { JsonValue } from "./json.ts";
import { Ledger } from "./ledger.ts";
import { OpenSubscriptions } from "./open-subscriptions.ts";
import { Permits } from "./permits.ts";
import { restorePlaceholders } from "./placeholders.ts";
import { listPolicies, type PolicyListOptions, type PolicyPage } from "./policies.ts";
import { fetchPosture, type Posture } from "./posture.ts";
import { readWhoami } from "./read-result.ts";
import { type RequestOptions, requestJson } from "./request.ts";
import type { ActionResult, Approval, CheckResult, GateResult, Outcome, ReportResult, Whoami } from "./results.ts";
import { type ActiveRun, type RunReportOptions, reportRun } from "./run.ts";
import { createRun, type Run, type RunOptions } from "./runs.ts";
import { send } from "./send.ts";
import { checkAction, submitAction } from "./submit.ts";
import type { SubscribeOptions } from "./subscribe-options.ts";
import { type EventStream, eventStream, type Subscription, subscribeWith } from "./subscription.ts";
import { type WaitOptions, waitForApproval } from "./wait.ts";

/**
 * Client of AgentLattice for one agent: ask before you act.
 *
 * Every method returns a real answer or throws an `AgentLatticeError`, so a program without an answer does not act.
 *
 * @example
 * const al = new AgentLattice({ apiKey: process.env.AL_API_KEY });
 * await al.gate("pr.merge", { metadata: { target: "acme/shop#42" } });
 * await mergePr(42);
 */
export class AgentLattice {
  // A private field, so that printing a client does not print its key.
  readonly #config: Config;
  readonly #subscriptions = new OpenSubscriptions();
  /** Ledger checks by this process: pinned heads and receipts. */
  readonly ledger: Ledger;
  /** Verification of offline permits in this process. */
  readonly permits: Permits;
  /** Lists ledger entries when called. Its `log` records events of your program. */
  readonly audit: Audit;
  /** Reserves amounts of budgets. When called, it reserves, runs a function and settles. */
  readonly budget: Budgets;
  /** Sends one heartbeat when called. Its `start` sends them periodically. */
  readonly heartbeat: Heartbeats;

  /** Creates a client. @throws AgentLatticeAuthenticationError without a key; AgentLatticeError `INVALID_OPTION` */
  constructor(options: AgentLatticeOptions = {}) {
    this.#config = toConfig(options);
    this.ledger = new Ledger(this.#config);
    this.permits = new Permits(this.#config);
    this.audit = createAudit(this.#config);
    this.budget = createBudgets(this.#config);
    this.heartbeat = createHeartbeats(this.#config, this.#subscriptions.add);
  }

  /**
   * Submits an action and returns at once: `executed`, `denied`, or `requested` when a person has to decide. A denial and a pending
   * approval are not exceptions, so check `status` before you act.
   * @throws AgentLatticeError when there is no valid answer; do not act then
   * @example
   * const result = await al.execute("email.send", { dataAccessed: [{ type: "customer", count: 1 }] });
   * if (result.status === "executed") await send(mail);
   */
  async execute(actionType: string, options: ExecuteOptions = {}): Promise<ActionResult> {
    return (await submitAction(this.#config, actionType, options, eventIdOf(options))).result;
  }

  /**
   * Submits an action and resolves when it may happen: at once when policy allows it, or after a person approved it and the approval was
   * collected. `permit` then proves the approval to the system that enforces it.
   *
   * With an `eventId` the wait also survives a restart of this process. Aborting the signal leaves the request open; `cancel` withdraws it.
   * @throws AgentLatticeDeniedError when policy or a person denies it, or the approval ended before it was used
   * @throws AgentLatticeTimeoutError when it expired, or after `gatePollTimeoutMs`
   * @throws AgentLatticeError when there is no valid answer; do not act then
   * @example
   * const { permit } = await al.gate("pr.merge", { eventId: "merge-42", metadata: { target: "acme/shop#42" } });
   */
  async gate(actionType: string, options: GateOptions = {}): Promise<GateResult> {
    return gateAction(this.#config, actionType, options);
  }

  /**
   * Waits for permission, runs your function, and reports its outcome, even when it throws. Its result or error is returned unchanged.
   * `onReportError` receives a report that cannot be delivered. The `usage` of the result, or the value of `usageOf`, is reported as the
   * cost. The second argument of your function has the options with every field as it was approved: use it where a reviewer may change
   * values.
   *
   * A repeated `eventId` runs your function again: make it idempotent, or let the tool consume the permit, which works once.
   * @throws what `gate` throws, and what your function throws
   * @example
   * const sha = await al.guard("pr.merge", () => mergePr(42), { metadata: { target: "acme/shop#42" } });
   */
  async guard<T>(
    actionType: string,
    fn: (result: GateResult, effective: ActionOptions) => T | Promise<T>,
    options: GuardOptions<T> = {},
  ): Promise<T> {
    return guardAction(this.#config, actionType, fn, options);
  }

  /**
   * Applies the obligations of an answer to what you sent. Returns the same options with every field replaced that a policy redacted or
   * transformed, and the remaining obligations. Sends nothing.
   *
   * @param sent the options of `execute` or `gate`
   * @throws AgentLatticeDeniedError for an answer that does not allow the action, or that requires an obligation missing in `supports`
   * @example
   * const mail = { content: draft, supports: ["redact"] };
   * const { content, restore } = al.apply(mail, await al.gate("model.call", mail));
   * const answer = restore(await model.complete(content));
   */
  apply<Sent extends ActionOptions>(sent: Sent, result: ActionResult): Applied<Sent> {
    return applyObligations(sent, result, this.#config.supports);
  }

  /**
   * Replaces placeholders such as `<<EMAIL:9f2c41d07be3a586>>` by the values that you sent. Pass the results of `apply` for any number of
   * actions. Unknown placeholders stay. Sends nothing.
   * @example
   * const answer = al.restore(text, first, second);
   */
  restore(text: string, ...applied: readonly Pick<Applied, "placeholders">[]): string {
    return restorePlaceholders(text, new Map(applied.flatMap(({ placeholders }) => [...placeholders])));
  }

  /**
   * Returns the decision that an action would get. Nothing is recorded and no approval is requested. The result is not a permission.
   * @example
   * const { allowed, needsApproval } = await al.canI("pr.merge", { metadata: { lines_changed: 900 } });
   */
  async canI(actionType: string, options: CheckOptions = {}): Promise<CheckResult> {
    return checkAction(this.#config, actionType, options);
  }

  /**
   * Records the outcome of an action. Reports are append-only: a second report is a second entry.
   * @param auditEventId `result.auditEventId`
   * @example
   * await al.report(result.auditEventId, { status: "failure", message: "Merge conflict", metadata: { files: 3 } });
   */
  async report(auditEventId: string, outcome: Outcome): Promise<ReportResult> {
    return reportOutcome(this.#config, auditEventId, outcome);
  }

  /**
   * Withdraws a pending request. A gate that waits for it rejects with `APPROVAL_CANCELLED`.
   * @throws AgentLatticeError `APPROVAL_NOT_PENDING` when it was decided first
   * @example
   * await al.cancel(result.approvalId);
   */
  async cancel(approvalId: string): Promise<Approval> {
    return cancelApproval(this.#config, approvalId);
  }

  /**
   * Answers the question of a reviewer, which `onQuestion` or `Approval.question` has. Reviewers see the text marked as the agent's.
   * @throws AgentLatticeError `NO_QUESTION` when none is open, `APPROVAL_NOT_PENDING` when the request was decided
   * @example
   * await al.answer(approvalId, "Yes, the amount includes shipping.");
   */
  async answer(approvalId: string, text: string): Promise<Approval> {
    return answerQuestion(this.#config, approvalId, text);
  }

  /**
   * Waits for an approval that `execute`, `evaluate` or another process requested, and collects it. Resolves and rejects as `gate` does.
   * @throws what `gate` throws
   * @example
   * const asked = await al.execute("pr.merge");
   * if (asked.status === "requested") await al.wait(asked.approvalId);
   */
  async wait(approvalId: string, options: WaitOptions = {}): Promise<GateResult> {
    return waitForApproval(this.#config, approvalId, options);
  }

  /**
   * Reads the current state of an approval. Does not wait for it or collect it.
   * @example
   * const { status, approvalUrl } = await al.approval(asked.approvalId);
   */
  async approval(approvalId: string, options: { signal?: AbortSignal } = {}): Promise<Approval> {
    return (await getApproval(this.#config, approvalId, options.signal)).approval;
  }

  /**
   * Consumes an agent's permit where the action is enforced, with an organisation's key that has the scope `permits:consume`. A permit
   * works once and only for the approved action. Run the action only when this resolves.
   *
   * @param options the action exactly as the agent submitted it, and the `audience` it collected the permit for
   * @throws AgentLatticeError `PERMIT_CONSUMED`, `PERMIT_EXPIRED`, `PERMIT_PAYLOAD_MISMATCH` and the like: do not run the action
   * @example
   * await enforcer.consumePermit(permit, "pr.merge", { metadata: { target: "acme/shop#42" }, audience: "deployer" });
   */
  async consumePermit(permit: string, actionType: string, options: ConsumeOptions = {}): Promise<ConsumedPermit> {
    return consumePermit(this.#config, permit, actionType, options);
  }

  /**
   * Decides a tool call, a model call or a text, and records the decision. Act when `status` is `executed`, and use `content` and
   * `effective` in place of what you sent.
   * @example
   * const { status, decision } = await al.evaluate({ tool: "send_email", content: draft, correlationId: "order-1842" });
   */
  async evaluate(options: EvaluateOptions): Promise<Evaluation> {
    return evaluateCall(this.#config, options);
  }

  /**
   * Finds secrets, personal data and unsafe content in a text, with the default settings. Nothing is recorded.
   * @example
   * const { findings } = await al.scan(draft);
   */
  async scan(content: string, options: { signal?: AbortSignal } = {}): Promise<ScanResult> {
    return scanText(this.#config, content, options.signal);
  }

  /**
   * Returns the identity of this key and the policies that apply to it.
   * @example
   * const { name, environment, capabilities } = await al.whoami();
   */
  async whoami(): Promise<Whoami> {
    return readWhoami((await send(this.#config, { method: "GET", path: "/whoami" })).body);
  }

  /**
   * Delegates a part of this agent's capabilities to a child with its own key. With a function, the delegation lasts until the function
   * returns, and its result or error is returned. Without one, it lasts until `end`, `await using`, the signal or its `ttl` ends it.
   * Ending a delegation also ends the delegations below it and cancels their pending requests.
   * @throws AgentLatticeDelegationError when the delegation is refused: `exceeding` names missing capabilities
   * @throws AgentLatticeCleanupError when the function ran but the delegation could not be revoked
   * @example
   * const notes = await al.delegate("reviewer", { capabilities: ["pr.comment"], ttl: 900 }, (sub) => review(sub));
   * @example
   * await using sub = await al.delegate("reviewer", { capabilities: ["pr.comment"], ttl: 900 });
   */
  delegate(name: string, options: DelegateOptions): Promise<DelegatedAgent>;
  delegate<T>(name: string, options: DelegateOptions, fn: (agent: DelegatedAgent) => T | Promise<T>): Promise<T>;
  async delegate<T>(name: string, options: DelegateOptions, fn?: (agent: DelegatedAgent) => T | Promise<T>): Promise<T | DelegatedAgent> {
    const parent = { config: this.#config, open: (child: AgentLatticeOptions) => new AgentLattice(child) };
    return fn ? delegateWhile(parent, name, options, fn) : delegateTo(parent, name, options);
  }

  /**
   * Runs a function with several delegations. When one of them cannot be created, all are ended. All end when the function returns.
   * @example
   * const reader = al.delegate("reader", { capabilities: ["doc.*"], ttl: 600 });
   * const writer = al.delegate("writer", { capabilities: ["pr.comment"], ttl: 600 });
   * await AgentLattice.parallel(reader, writer, ([read, write]) => Promise.all([summarise(read), comment(write)]));
   */
  static parallel<const D extends readonly (DelegatedAgent | Promise<DelegatedAgent>)[], T>(
    ...args: [...delegations: D, fn: (agents: { -readonly [K in keyof D]: DelegatedAgent }) => T | Promise<T>]
  ): Promise<T> {
    return delegateParallel(args.slice(0, -1) as unknown as D, args.at(-1) as (agents: DelegatedAgent[]) => T | Promise<T>);
  }

  /**
   * Lists the delegations of this agent, those below them, and those it acts under: newest first, one page at a time.
   * @example
   * const { delegations } = await al.delegations({ role: "parent" });
   */
  async delegations(options: DelegationListOptions = {}): Promise<DelegationPage> {
    return listDelegations(this.#config, options);
  }

  /**
   * Revokes a delegation of this agent and every delegation below it. Their keys stop working and their pending requests are cancelled. A
   * repeated call returns the same result.
   * @example
   * const { cascaded } = await al.revoke(delegation.id);
   */
  async revoke(delegationId: string): Promise<RevokedDelegation> {
    return revokeDelegation(this.#config, delegationId);
  }

  /** Creates a run: one execution of this agent, which actions name in `runId`. Limits per run count them together. `run` also reports it. */
  async createRun(options: RunOptions = {}): Promise<Run> {
    return createRun(this.#config, options);
  }

  /** Runs a function as a run and reports its start, events and end. Fails open: what cannot be reported goes to `onError`. */
  run<T>(options: RunReportOptions, work: (run: ActiveRun) => Promise<T> | T): Promise<T> {
    return reportRun(this.#config, options, work);
  }

  /**
   * Lists policies by name, one page at a time.
   * @example
   * const { policies } = await al.policies({ scope: "org" });
   */
  async policies(options: PolicyListOptions = {}): Promise<PolicyPage> {
    return listPolicies(this.#config, options);
  }

  /**
   * Streams ledger entries as they are recorded, each once and in order, across restarts of the server and of the network. With a
   * callback it returns a function that ends the subscription; without one it returns an iterator. It reconnects until `unsubscribe`, the
   * signal or leaving the loop ends it. It ends with an error when the key is refused, when events were missed (see `onGap`), or when the
   * callback throws.
   * @throws AgentLatticeError `INVALID_OPTION`
   * @example
   * const stop = al.subscribe((event) => console.log(event.kind, event.actionType), { events: ["approval.*"] });
   * @example
   * for await (const event of al.subscribe({ decision: "denied" })) console.log(event.actionType, event.denialReason);
   */
  subscribe(callback: (event: AuditEvent) => unknown, options?: SubscribeOptions): Subscription;
  subscribe(options?: SubscribeOptions): EventStream;
  subscribe(first: ((event: AuditEvent) => unknown) | SubscribeOptions = {}, options: SubscribeOptions = {}): Subscription | EventStream {
    const { add } = this.#subscriptions;
    return typeof first === "function" ? subscribeWith(this.#config, first, options, add) : eventStream(this.#config, first, add);
  }

  /**
   * Calls your function when a person halts this agent, or has halted it already, and confirms to people that it stopped when your function
   * resolves. Use it to stop work that is running. It reconnects until it is ended. The server denies halted actions without it.
   *
   * @example
   * const stop = al.onHalt(async () => { await queue.pause(); }, { onResume: () => queue.resume() });
   */
  onHalt(callback: (halt: Halt) => unknown, options: OnHaltOptions = {}): HaltSubscription {
    return watchHalts(this.#config, callback, options, this.#subscriptions.add);
  }

  /**
   * Sends any other request of the API, with the same retries, limits and errors. Field names are those of the API.
   * @param path below `/api/v1`
   * @example
   * const agents = await al.request("GET", "/agents?limit=10");
   */
  async request(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, options: RequestOptions = {}): Promise<JsonValue> {
    return requestJson(this.#config, method, path, options);
  }

  /**
   * Ends every subscription of this client, and its heartbeats.
   * @example
   * process.on("SIGTERM", () => al.unsubscribe());
   */
  unsubscribe(): void {
    this.#subscriptions.end();
  }

  /**
   * Returns the posture of the organisation: a score from 0 to 100, its components, their evidence, and advice to raise the score.
   * @example
   * const { score, components } = await al.posture();
   * console.log(score, components.policyCoverage.summary);
   */
  async posture(): Promise<Posture> {
    return fetchPosture(this.#config);
  }

  /**
   * Records the event `app.<name>`, as `audit.log` does with the complete kind. Resolves when it is in the ledger.
   * @throws AgentLatticeError
   * @example
   * await al.track("invoice.sent", { amount: "120.00" });
   */
  async track(name: string, data: AppEventData = {}, options: AppEventOptions = {}): Promise<RecordedEvent> {
    return this.audit.log(`app.${name}`, data, options);
  }

  /**
   * Asks the server to verify its ledger or a part of it. `al.ledger` and `agentlattice verify` check it without trusting the server.
   * @example
   * const { chainValid, size } = await al.verify();
   */
  async verify(options: { from?: number; to?: number; signal?: AbortSignal } = {}): Promise<LedgerCheck> {
    return checkLedger(this.#config, options);
  }
}

/** A delegated agent with its own key: a complete client within the delegated capabilities. */
export interface DelegatedAgent extends AgentLattice, DelegationHandle {}
