import { compareValues } from "@agentlattice/core/compare-values";
import { AgentLatticeError } from "../errors.ts";
import type { ActionResult, ApprovedAction, DeniedAction, EndedAction, ExecutedAction, GateResult, PendingAction } from "../results.ts";
import type { Config } from "../transport/config.ts";
import type { ActionOptions } from "./action-options.ts";
import { type Applied, applyObligations, replaceFields } from "./apply-obligations.ts";

/** The obligation in `supports` that promises to use edits. */
const EDIT = "edit";

/** A value that a reviewer or a policy changed. */
export interface ChangedValue {
  /** Path of the value in the options, such as `metadata.amount`. */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Replaces the fields of an answer that name what was sent, so that the values can only be read as approved. */
type AsApproved<Answer, Sent extends ActionOptions> = Omit<Answer, "effective" | "content" | "obligations"> &
  Applied<Sent> & {
    /** What reviewers and policies changed. Empty when everything may run as it was sent. */
    readonly changes: readonly ChangedValue[];
  };

/** The result of `gate` with `edits: true`. Act with `effective`: it has every option as it was approved. */
export type GateWithEdits<Sent extends ActionOptions> = AsApproved<GateResult, Sent>;

/** The result of `execute` with `edits: true`. */
export type ExecuteWithEdits<Sent extends ActionOptions> =
  | AsApproved<ExecutedAction, Sent>
  | DeniedAction
  | PendingAction
  | ApprovedAction
  | EndedAction;

/** The result of `wait` with `edits: true`. `effective` has the metadata, the tool and the content as they were approved. */
export type WaitWithEdits = Omit<GateResult, "effective" | "content"> & { readonly effective: ActionOptions };

/**
 * Returns the obligations that a submission declares in `supports`.
 * @throws AgentLatticeError INVALID_OPTION when they name `edit`, because only the call itself can promise it
 */
export function obligationsToDeclare(options: ActionOptions, config: Config, edits: boolean): readonly string[] | undefined {
  const supports = options.supports ?? config.supports;
  refuseEdit(supports);
  return edits ? [...(supports ?? []), EDIT] : supports;
}

/** @throws AgentLatticeError INVALID_OPTION */
function refuseEdit(supports: readonly string[] | undefined): void {
  if (supports?.includes(EDIT))
    throw new AgentLatticeError(
      "INVALID_OPTION",
      'supports cannot name "edit". Pass edits: true to gate, execute or wait and act with `effective`, or give guard a function of two parameters.',
    );
}

/** Returns a result of `gate` whose values can only be read as they were approved. */
export function withEdits<Answer extends ExecutedAction, Sent extends ActionOptions>(
  config: Config,
  sent: Sent,
  result: Answer,
): AsApproved<Answer, Sent> {
  const { effective: _, content: __, obligations: ___, ...answer } = result;
  const applied = applyObligations(sent, result, config.supports);
  return { ...answer, ...applied, changes: changesOf(sent, applied) };
}

/** Returns the result of `execute` with `edits: true`. */
export function toExecuteWithEdits<Sent extends ActionOptions>(config: Config, sent: Sent, result: ActionResult): ExecuteWithEdits<Sent> {
  return result.status === "executed" ? withEdits(config, sent, result) : result;
}

/** Returns the result of `wait` with `edits: true`. */
export function toWaitWithEdits(result: GateResult): WaitWithEdits {
  const { content: _, ...answer } = result;
  return { ...answer, effective: replaceFields<ActionOptions>({}, result) };
}

function changesOf<Sent extends ActionOptions>(sent: Sent, { changed, effective }: Applied<Sent>): ChangedValue[] {
  return changed.flatMap((name) => compareValues(name, sent[name], effective[name]));
}
