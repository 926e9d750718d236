import { AgentLatticeError } from "../errors.ts";
import { type ConsumedPermit, type ConsumeOptions, consumePermit } from "../permits/consume-permit.ts";
import type { ActionResult, Approval, CheckResult, GateResult, Outcome, ReportResult } from "../results.ts";
import { checkFunction, checkOptions } from "../transport/check-options.ts";
import { type AgentLatticeOptions, type Config, toConfig } from "../transport/config.ts";
import { eventIdOf } from "../transport/event-id.ts";
import type { ActionOptions, CheckOptions, ExecuteOptions, GateOptions, GuardOptions, WithEdits } from "./action-options.ts";
import { type Applied, applyObligations } from "./apply-obligations.ts";
import { answerQuestion, cancelApproval, getApproval } from "./approvals.ts";
import { type ExecuteWithEdits, type GateWithEdits, toExecuteWithEdits, toWaitWithEdits, type WaitWithEdits, withEdits } from "./edits.ts";
import { type EvaluateOptions, evaluateCall, scanText } from "./evaluate.ts";
import type { Evaluation, ScanResult } from "./evaluation.ts";
import { gateAction } from "./gate.ts";
import { guardAction, reportOutcome } from "./guard.ts";
import { restorePlaceholders } from "./placeholders.ts";
import { checkAction, submitAction } from "./submit.ts";
import { type WaitOptions, waitForApproval } from "./wait.ts";

/** Returns the configuration of a client. Only this library can read it, and printing a client does not print its key. */
export let configOf: (client: ActionClient) => Config;

/** The methods of a client that ask before an action, act on the answer and report the outcome. */
export class ActionClient {
  readonly #config: Config;

  static {
    configOf = (client) => client.#config;
  }

  /** Creates a client. @throws AgentLatticeAuthenticationError without a key; AgentLatticeError `INVALID_OPTION` */
  constructor(options: AgentLatticeOptions = {}) {
    checkOptions("AgentLattice", options);
    this.#config = toConfig(options);
  }

  /**
   * Submits an action and returns at once: `executed`, `denied`, or `requested` when a person has to decide. A denial and a pending
   * approval are not exceptions, so check `status` before you act. Fails closed: it throws without a valid answer; do not act then.
   * @throws AgentLatticeError
   * @example
   * const result = await al.execute("email.send", { dataAccessed: [{ type: "customer", count: 1 }] });
   * if (result.status === "executed") await send(mail);
   */
  async execute<Sent extends WithEdits<ExecuteOptions>>(actionType: string, options: Sent): Promise<ExecuteWithEdits<Sent>>;
  async execute(actionType: string, options?: ExecuteOptions): Promise<ActionResult>;
  async execute(actionType: string, options: ExecuteOptions | WithEdits<ExecuteOptions> = {}) {
    checkOptions("execute", options);
    const edits = options.edits === true;
    const { result } = await submitAction(this.#config, actionType, options, eventIdOf(options), edits);
    return edits ? toExecuteWithEdits(this.#config, options, result) : result;
  }

  /**
   * Submits an action and resolves when it may happen: at once when policy allows it, or after a person approved it and the approval was
   * collected. `permit` then proves the approval to the system that enforces it.
   *
   * With an `eventId` the wait also survives a restart of this process. Aborting the signal leaves the request open; `cancel` withdraws it.
   * Fails closed: it resolves only with a confirmed permission.
   * @throws AgentLatticeDeniedError when policy or a person denies it, or the approval ended before it was used
   * @throws AgentLatticeTimeoutError when it expired, or after `gatePollTimeoutMs`
   * @throws AgentLatticeError when there is no valid answer; do not act then
   * With `edits: true` a reviewer may change the values that the policy names: act with `effective` of the result.
   * @example
   * const { permit } = await al.gate("pr.merge", { eventId: "merge-42", metadata: { target: "acme/shop#42" } });
   */
  async gate<Sent extends WithEdits<GateOptions>>(actionType: string, options: Sent): Promise<GateWithEdits<Sent>>;
  async gate(actionType: string, options?: GateOptions): Promise<GateResult>;
  async gate(actionType: string, options: GateOptions | WithEdits<GateOptions> = {}) {
    checkOptions("gate", options);
    const edits = options.edits === true;
    const result = await gateAction(this.#config, actionType, options, edits);
    return edits ? withEdits(this.#config, options, result) : result;
  }

  /**
   * Waits for permission, runs your function, and reports its outcome, even when it throws. Its result or error is returned unchanged.
   * `onReportError` receives a report that cannot be delivered. The `usage` of the result, or the value of `usageOf`, is reported as the
   * cost. The second argument of your function has the options with every field as it was approved. Reviewers may change values only when
   * your function declares that parameter (its `length` is 2 or more): default and rest parameters do not count.
   *
   * A repeated `eventId` runs your function again: make it idempotent, or let the tool consume the permit, which works once. Fails closed
   * before your function, which does not run without permission, and open after it: your result is returned although the report failed.
   * @throws what `gate` throws, and what your function throws
   * @example
   * const sha = await al.guard("pr.merge", () => mergePr(42), { metadata: { target: "acme/shop#42" } });
   */
  async guard<T>(
    actionType: string,
    fn: (result: GateResult, effective: ActionOptions) => T | Promise<T>,
    options: GuardOptions<T> = {},
  ): Promise<T> {
    checkFunction("guard", fn);
    checkOptions("guard", options);
    return guardAction(this.#config, actionType, fn, options);
  }

  /**
   * Applies the obligations of an answer to what you sent. Returns the same options with every field replaced that a policy redacted or
   * transformed, and the remaining obligations. Sends nothing. Fails closed: it throws for an answer that cannot be applied completely.
   *
   * @param sent the options of `execute` or `gate`
   * @throws AgentLatticeDeniedError for an answer that does not allow the action, or that requires an obligation missing in `supports`
   * @example
   * const mail = { content: draft, supports: ["redact"] };
   * const { content, restore } = al.apply(mail, await al.gate("model.call", mail));
   * const answer = restore(await model.complete(content));
   */
  apply<Sent extends ActionOptions>(sent: Sent, result: ActionResult): Applied<Sent> {
    checkOptions("apply", sent);
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
   * Returns the decision that an action would get. Nothing is recorded and no approval is requested. The result is not a permission. Fails
   * closed: it throws without an answer.
   * @example
   * const { allowed, needsApproval } = await al.canI("pr.merge", { metadata: { lines_changed: 900 } });
   */
  async canI(actionType: string, options: CheckOptions = {}): Promise<CheckResult> {
    checkOptions("canI", options);
    return checkAction(this.#config, actionType, options);
  }

  /**
   * Records the outcome of an action. Reports are append-only: a second report is a second entry. Fails closed: it throws when the outcome is
   * not recorded.
   * @param auditEventId `result.auditEventId`
   * @example
   * await al.report(result.auditEventId, { status: "failure", message: "Merge conflict", metadata: { files: 3 } });
   */
  async report(auditEventId: string, outcome: Outcome): Promise<ReportResult> {
    checkOptions("report", outcome);
    return reportOutcome(this.#config, auditEventId, outcome);
  }

  /**
   * Withdraws a pending request. A gate that waits for it rejects with `APPROVAL_CANCELLED`. Fails closed: it throws when the withdrawal is
   * not confirmed.
   * @throws AgentLatticeError `APPROVAL_NOT_PENDING` when it was decided first
   * @example
   * await al.cancel(result.approvalId);
   */
  async cancel(approvalId: string): Promise<Approval> {
    return cancelApproval(this.#config, approvalId);
  }

  /**
   * Answers the question of a reviewer, which `onQuestion` or `Approval.question` has. Reviewers see the text marked as the agent's. Fails
   * closed: it throws when the answer is not recorded.
   * @throws AgentLatticeError `NO_QUESTION` when none is open, `APPROVAL_NOT_PENDING` when the request was decided
   * @example
   * await al.answer(approvalId, "Yes, the amount includes shipping.");
   */
  async answer(approvalId: string, text: string): Promise<Approval> {
    if (typeof text !== "string") throw new AgentLatticeError("INVALID_OPTION", "answer needs a text.");
    return answerQuestion(this.#config, approvalId, text);
  }

  /**
   * Waits for an approval that `execute`, `evaluate` or another process requested, and collects it. Resolves and rejects as `gate` does.
   * Fails closed: it resolves only with a confirmed permission. An approval with changed values needs `edits: true`, and then `effective` has
   * the values to act with.
   * @throws what `gate` throws
   * @example
   * const asked = await al.execute("pr.merge");
   * if (asked.status === "requested") await al.wait(asked.approvalId);
   */
  async wait(approvalId: string, options: Omit<WaitOptions, "edits"> & { edits: true }): Promise<WaitWithEdits>;
  async wait(approvalId: string, options?: WaitOptions): Promise<GateResult>;
  async wait(approvalId: string, options: Omit<WaitOptions, "edits"> & { edits?: boolean } = {}) {
    checkOptions("wait", options);
    const edits = options.edits === true;
    const result = await waitForApproval(this.#config, approvalId, options, edits);
    return edits ? toWaitWithEdits(result) : result;
  }

  /**
   * Reads the current state of an approval. Does not wait for it or collect it. Fails closed: it throws without an answer.
   * @example
   * const { status, approvalUrl } = await al.approval(asked.approvalId);
   */
  async approval(approvalId: string, options: { signal?: AbortSignal } = {}): Promise<Approval> {
    checkOptions("approval", options);
    return (await getApproval(this.#config, approvalId, options.signal)).approval;
  }

  /**
   * Consumes an agent's permit where the action is enforced, with an organisation's key that has the scope `permits:consume`. A permit
   * works once and only for the approved action. Fails closed: run the action only when this resolves.
   *
   * @param options the action exactly as the agent submitted it, and the `audience` it collected the permit for
   * @throws AgentLatticeError `PERMIT_CONSUMED`, `PERMIT_EXPIRED`, `PERMIT_PAYLOAD_MISMATCH` and the like: do not run the action
   * @example
   * await enforcer.consumePermit(permit, "pr.merge", { metadata: { target: "acme/shop#42" }, audience: "deployer" });
   */
  async consumePermit(permit: string, actionType: string, options: ConsumeOptions = {}): Promise<ConsumedPermit> {
    checkOptions("consumePermit", options);
    return consumePermit(this.#config, permit, actionType, options);
  }

  /**
   * Decides a tool call, a model call or a text, and records the decision. Act when `status` is `executed`, and use `content` and
   * `effective` in place of what you sent. Fails closed: it throws without a valid answer; do not act then.
   * @example
   * const { status, decision } = await al.evaluate({ tool: "send_email", content: draft, correlationId: "order-1842" });
   */
  async evaluate(options: EvaluateOptions): Promise<Evaluation> {
    checkOptions("evaluate", options);
    return evaluateCall(this.#config, options);
  }

  /**
   * Finds secrets, personal data and unsafe content in a text, with the default settings. Nothing is recorded. Fails closed: it throws
   * without an answer, and an unscanned text never counts as clean.
   * @example
   * const { findings } = await al.scan(draft);
   */
  async scan(content: string, options: { signal?: AbortSignal } = {}): Promise<ScanResult> {
    checkOptions("scan", options);
    return scanText(this.#config, content, options.signal);
  }
}
