import { ActionClient, configOf } from "./actions/action-client.ts";
import { createPrecheck, type Precheck } from "./actions/precheck.ts";
import { type Budgets, createBudgets } from "./budgets.ts";
import { createDecisions, type Decisions } from "./decisions.ts";
import { type DelegateOptions, type DelegationHandle, delegateTo, delegateWhile } from "./delegation/delegate.ts";
import { delegateParallel } from "./delegation/delegate-parallel.ts";
import {
  type DelegationListOptions,
  type DelegationPage,
  listDelegations,
  type RevokedDelegation,
  revokeDelegation,
} from "./delegation/delegations.ts";
import { type Graph, type GraphOptions, readGraph } from "./graph.ts";
import { type Halt, type HaltSubscription, type OnHaltOptions, watchHalts } from "./halts.ts";
import { createHeartbeats, type Heartbeats } from "./heartbeat.ts";
import { type AppEventData, type AppEventOptions, type Audit, createAudit, type RecordedEvent } from "./ledger/app-events.ts";
import { checkLedger, type LedgerCheck } from "./ledger/audit.ts";
import type { AuditEvent } from "./ledger/audit-event.ts";
import { Ledger } from "./ledger/ledger.ts";
import { Permits } from "./permits/permits.ts";
import { listPolicies, type PolicyListOptions, type PolicyPage } from "./policies.ts";
import { fetchPosture, type Posture } from "./posture.ts";
import type { Whoami } from "./results.ts";
import { type ActiveRun, type RunReportOptions, reportRun } from "./runs/run.ts";
import { createRun, type Run, type RunOptions } from "./runs/runs.ts";
import { OpenSubscriptions } from "./stream/open-subscriptions.ts";
import type { SubscribeOptions } from "./stream/subscribe-options.ts";
import { type EventStream, eventStream, type Subscription, subscribeWith } from "./stream/subscription.ts";
import { checkFunction, checkOptions } from "./transport/check-options.ts";
import type { AgentLatticeOptions } from "./transport/config.ts";
import type { JsonValue } from "./transport/json.ts";
import { readWhoami } from "./transport/read-result.ts";
import { type RequestOptions, requestJson } from "./transport/request.ts";
import { send } from "./transport/send.ts";

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
export class AgentLattice extends ActionClient {
  readonly #subscriptions = new OpenSubscriptions();
  /** Ledger checks by this process: pinned heads and receipts. */
  readonly ledger: Ledger;
  /** Verification of offline permits in this process. */
  readonly permits: Permits;
  /** Lists ledger entries when called. Its `log` records events of your program. */
  readonly audit: Audit;
  /** Finds past decisions of this agent and its descendants. */
  readonly decisions: Decisions;
  /** Reserves amounts of budgets. When called, it reserves, runs a function and settles. */
  readonly budget: Budgets;
  /** Checks an action by signed policies in this process. It denies or asks the server, and never allows. */
  readonly precheck: Precheck;
  /** Sends one heartbeat when called. Its `start` sends them periodically. */
  readonly heartbeat: Heartbeats;

  /** Creates a client. @throws AgentLatticeAuthenticationError without a key; AgentLatticeError `INVALID_OPTION` */
  constructor(options: AgentLatticeOptions = {}) {
    super(options);
    const config = configOf(this);
    this.ledger = new Ledger(config);
    this.permits = new Permits(config);
    this.audit = createAudit(config);
    this.decisions = createDecisions(config);
    this.budget = createBudgets(config);
    this.precheck = createPrecheck(config);
    this.heartbeat = createHeartbeats(config, this.#subscriptions.add);
  }

  /**
   * Returns the identity of this key and the policies that apply to it. Fails closed: it throws without an answer.
   * @example
   * const { name, environment, capabilities } = await al.whoami();
   */
  async whoami(): Promise<Whoami> {
    return readWhoami((await send(configOf(this), { method: "GET", path: "/whoami" })).body);
  }

  /**
   * Delegates a part of this agent's capabilities to a child with its own key. With a function, the delegation lasts until the function
   * returns, and its result or error is returned. Without one, it lasts until `end`, `await using`, the signal or its `ttl` ends it.
   * Ending a delegation also ends the delegations below it and cancels their pending requests. Fails closed: without a delegation the
   * function does not run.
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
    checkOptions("delegate", options);
    if (fn !== undefined) checkFunction("delegate", fn);
    const parent = { config: configOf(this), open: (child: AgentLatticeOptions) => new AgentLattice(child) };
    return fn ? delegateWhile(parent, name, options, fn) : delegateTo(parent, name, options);
  }

  /**
   * Runs a function with several delegations. When one of them cannot be created, the function does not run. All delegations are ended,
   * whether the function returns or throws, before the call settles. Fails closed: without every delegation the function does not run.
   * @throws the error of the function, unchanged; the error of a delegation that cannot be created or revoked
   * @throws AgentLatticeParallelError when several delegations cannot be created, or several cannot be revoked: `errors` has all of them
   * @example
   * const reader = al.delegate("reader", { capabilities: ["doc.*"], ttl: 600 });
   * const writer = al.delegate("writer", { capabilities: ["pr.comment"], ttl: 600 });
   * await AgentLattice.parallel(reader, writer, ([read, write]) => Promise.all([summarise(read), comment(write)]));
   */
  static parallel<const D extends readonly (DelegatedAgent | Promise<DelegatedAgent>)[], T>(
    ...args: [...delegations: D, fn: (agents: { -readonly [K in keyof D]: DelegatedAgent }) => T | Promise<T>]
  ): Promise<T> {
    return delegateParallel<DelegatedAgent, T>(args);
  }

  /**
   * Lists the delegations of this agent, those below them, and those it acts under: newest first, one page at a time. Fails closed: it
   * throws without an answer.
   * @example
   * const { delegations } = await al.delegations({ role: "parent" });
   */
  async delegations(options: DelegationListOptions = {}): Promise<DelegationPage> {
    checkOptions("delegations", options);
    return listDelegations(configOf(this), options);
  }

  /**
   * Revokes a delegation of this agent and every delegation below it. Their keys stop working and their pending requests are cancelled. A
   * repeated call returns the same result. Fails closed: it throws when the revocation is not confirmed.
   * @example
   * const { cascaded } = await al.revoke(delegation.id);
   */
  async revoke(delegationId: string): Promise<RevokedDelegation> {
    return revokeDelegation(configOf(this), delegationId);
  }

  /**
   * Creates a run: one execution of this agent, which actions name in `runId`. Limits per run count them together. `run` also reports it.
   * Fails closed: it throws when the run is not created.
   */
  async createRun(options: RunOptions = {}): Promise<Run> {
    checkOptions("createRun", options);
    return createRun(configOf(this), options);
  }

  /** Runs a function as a run and reports its start, events and end. Fails open: what cannot be reported goes to `onError`. */
  async run<T>(options: RunReportOptions, work: (run: ActiveRun) => Promise<T> | T): Promise<T> {
    checkOptions("run", options);
    checkFunction("run", work);
    return reportRun(configOf(this), options, work);
  }

  /**
   * Lists policies by name, one page at a time. Fails closed: it throws without an answer.
   * @example
   * const { policies } = await al.policies({ scope: "org" });
   */
  async policies(options: PolicyListOptions = {}): Promise<PolicyPage> {
    checkOptions("policies", options);
    return listPolicies(configOf(this), options);
  }

  /**
   * Streams ledger entries as they are recorded, each once and in order, across restarts of the server and of the network. With a
   * callback it returns a function that ends the subscription; without one it returns an iterator. It reconnects until `unsubscribe`, the
   * signal or leaving the loop ends it. It ends with an error when the key is refused, when events were missed (see `onGap`), or when the
   * callback throws. Fails open: an outage delays events and stops nothing. It loses none, because it resumes after the last one.
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
    const isCallback = typeof first === "function";
    checkOptions("subscribe", isCallback ? options : first);
    return isCallback ? subscribeWith(configOf(this), first, options, add) : eventStream(configOf(this), first, add);
  }

  /**
   * Calls your function when a person halts this agent, or has halted it already, and confirms to people that it stopped when your function
   * resolves. Use it to stop work that is running. It reconnects until it is ended. Fails open: during an outage it stops nothing, and the
   * server denies halted actions all the same.
   * @example
   * const stop = al.onHalt(async () => { await queue.pause(); }, { onResume: () => queue.resume() });
   */
  onHalt(callback: (halt: Halt) => unknown, options: OnHaltOptions = {}): HaltSubscription {
    checkFunction("onHalt", callback);
    checkOptions("onHalt", options);
    return watchHalts(configOf(this), callback, options, this.#subscriptions.add);
  }

  /**
   * Sends any other request of the API, with the same retries, limits and errors. Field names are those of the API. Fails closed: it throws
   * without an answer.
   * @param path below `/api/v1`
   * @example
   * const agents = await al.request("GET", "/agents?limit=10");
   */
  async request(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, options: RequestOptions = {}): Promise<JsonValue> {
    checkOptions("request", options);
    return requestJson(configOf(this), method, path, options);
  }

  /**
   * Ends every subscription of this client, and its heartbeats. Sends nothing.
   * @example
   * process.on("SIGTERM", () => al.unsubscribe());
   */
  unsubscribe(): void {
    this.#subscriptions.end();
  }

  /**
   * Returns how this agent and its descendants are connected: delegations, the actions and tools that they submitted, and the runs that they
   * share. Fails closed: it throws without an answer.
   * @example
   * const { nodes, edges, truncated } = await al.graph({ edgeTypes: ["delegation"], depth: 4 });
   */
  async graph(options: GraphOptions = {}): Promise<Graph> {
    checkOptions("graph", options);
    return readGraph(configOf(this), options);
  }

  /**
   * Returns the posture of the organisation: a score from 0 to 100, its components, their evidence, and advice to raise the score. Fails
   * closed: it throws without an answer.
   * @example
   * const { score, components } = await al.posture();
   * console.log(score, components.policyCoverage.summary);
   */
  async posture(): Promise<Posture> {
    return fetchPosture(configOf(this));
  }

  /**
   * Records the event `app.<name>`, as `audit.log` does with the complete kind. Resolves when it is in the ledger. Fails closed: it throws
   * when the event is not recorded. Catch the error where your program must continue without the record.
   * @throws AgentLatticeError
   * @example
   * await al.track("invoice.sent", { amount: "120.00" });
   */
  async track(name: string, data: AppEventData = {}, options: AppEventOptions = {}): Promise<RecordedEvent> {
    checkOptions("track", options);
    return this.audit.log(`app.${name}`, data, options);
  }

  /**
   * Asks the server to verify its ledger or a part of it. `al.ledger` and `agentlattice verify` check it without trusting the server. Fails
   * closed: it throws without an answer.
   * @example
   * const { chainValid, size } = await al.verify();
   */
  async verify(options: { from?: number; to?: number; signal?: AbortSignal } = {}): Promise<LedgerCheck> {
    checkOptions("verify", options);
    return checkLedger(configOf(this), options);
  }
}

/** A delegated agent with its own key: a complete client within the delegated capabilities. */
export interface DelegatedAgent extends AgentLattice, DelegationHandle {}
