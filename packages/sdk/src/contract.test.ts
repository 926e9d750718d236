import type * as wire from "@agentlattice/contract";
import { describe, expectTypeOf, it } from "vitest";
import type { ActionInput, toActionInput } from "./actions/action-input.ts";
import type { ActionOptions } from "./actions/action-options.ts";
import type { Evaluation, ScanResult } from "./actions/evaluation.ts";
import type { Delegation, RevokedDelegation } from "./delegation/delegations.ts";
import type { AuditEvent } from "./ledger/audit-event.ts";
import type { PolicyListOptions, PolicySummary } from "./policies.ts";
import type * as sdk from "./results.ts";
import type { Usage } from "./results.ts";
import type { JsonValue } from "./transport/json.ts";
import type { Call } from "./transport/send.ts";

/*
 * The wire's types, renamed, must be the library's. Checked by `tsc`; nothing happens at run time. A field that is added to the
 * contract and forgotten here does not compile.
 */

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;
/** Members whose names are not converted: receipts are a file format, and the others are JSON of the caller or the policy author. */
type Verbatim = "receipt" | "params" | "expected" | "actual" | "metadata" | "effective" | "where";
type Renamed<T> = T extends readonly (infer Item)[]
  ? Renamed<Item>[]
  : T extends object
    ? { [K in keyof T as K extends string ? Camel<K> : never]: K extends Verbatim ? T[K] : Renamed<T[K]> }
    : T;
type Fields<T> = keyof T;
/** Every field of the members of a union. */
type UnionToFields<T> = { [K in T extends unknown ? keyof T : never]: unknown };

describe("types of the SDK match the contract", () => {
  it("the path of a request", () => {
    expectTypeOf<{ method: "POST"; path: `/approvals/${string}/collect` }>().toExtend<Call>();
    expectTypeOf<{ method: "GET"; path: `/policies?${string}` }>().toExtend<Call>();
    expectTypeOf<{ method: "GET"; path: "/aprovals" }>().not.toExtend<Call>();
    expectTypeOf<{ method: "DELETE"; path: "/policies" }>().not.toExtend<Call>();
  });

  it("requests", () => {
    expectTypeOf<ReturnType<typeof toActionInput>>().toEqualTypeOf<ActionInput>();
    expectTypeOf<wire.ActionInput>().toExtend<ActionInput>();
    expectTypeOf<Fields<ActionInput>>().toEqualTypeOf<Fields<wire.ActionInput>>();
    expectTypeOf<Fields<ActionOptions> | "actionType">().toEqualTypeOf<Fields<Renamed<wire.ActionInput>>>();
    expectTypeOf<Omit<wire.ReportInput, "usage">>().toExtend<Omit<sdk.Outcome, "usage">>();
    expectTypeOf<Fields<sdk.Outcome>>().toEqualTypeOf<Fields<wire.ReportInput>>();
    expectTypeOf<Usage>().toEqualTypeOf<Renamed<NonNullable<wire.ReportInput["usage"]>>>();
    expectTypeOf<JsonValue>().toEqualTypeOf<wire.JsonValue>();
  });

  it("parts of requests", () => {
    type Wire = Required<Renamed<wire.ActionInput>>;
    type Ours = Required<ActionOptions>;
    expectTypeOf<Fields<Ours["tool"]>>().toEqualTypeOf<Fields<Wire["tool"]>>();
    expectTypeOf<Fields<Ours["memory"]>>().toEqualTypeOf<Fields<Wire["memory"]>>();
    expectTypeOf<Ours["model"]>().toEqualTypeOf<Wire["model"]>();
    expectTypeOf<Ours["usage"]>().toEqualTypeOf<Wire["usage"]>();
    expectTypeOf<Ours["dataAccessed"][number]>().toEqualTypeOf<Wire["dataAccessed"][number]>();
  });

  it("the answer to an action", () => {
    expectTypeOf<Omit<Renamed<wire.ActionResult>, "status">>().toExtend<sdk.ActionFacts>();
    expectTypeOf<Fields<UnionToFields<sdk.ActionResult>>>().toEqualTypeOf<Fields<Renamed<wire.ActionResult>>>();
    expectTypeOf<sdk.ActionStatus>().toEqualTypeOf<wire.ActionResult["status"]>();
    expectTypeOf<sdk.DenialReason>().toEqualTypeOf<NonNullable<wire.ActionResult["denial_reason"]>>();
    expectTypeOf<sdk.Receipt>().toEqualTypeOf<wire.Receipt>();
    expectTypeOf<Fields<sdk.ConditionResult>>().toEqualTypeOf<Fields<Renamed<wire.ConditionResult>>>();
    expectTypeOf<Fields<sdk.Decision>>().toEqualTypeOf<Fields<Renamed<wire.Decision>>>();
    expectTypeOf<Fields<sdk.Finding>>().toEqualTypeOf<Fields<Renamed<wire.Finding>>>();
    expectTypeOf<Fields<sdk.PolicyVerdict>>().toEqualTypeOf<Fields<Renamed<wire.Decision["policies"][number]>>>();
    expectTypeOf<Fields<sdk.Obligation>>().toEqualTypeOf<Fields<Renamed<wire.ActionResult["obligations"][number]>>>();
  });

  it("the fields of an approval that the SDK keeps", () => {
    // A question has the id of its approval in the SDK, and an erased text is empty.
    expectTypeOf<Renamed<Omit<wire.Approval, "question">>>().toExtend<Omit<sdk.Approval, "question">>();
    expectTypeOf<sdk.ApprovalStatus>().toEqualTypeOf<wire.ApprovalStatus>();
  });

  it("delegations", () => {
    expectTypeOf<Renamed<wire.Delegation>>().toExtend<Delegation>();
    expectTypeOf<Fields<Delegation>>().toEqualTypeOf<Fields<Renamed<wire.Delegation>>>();
    expectTypeOf<Renamed<wire.RevokedDelegation>>().toEqualTypeOf<RevokedDelegation>();
  });

  it("an evaluation, a scan and a consumed permit", () => {
    expectTypeOf<Renamed<wire.EvaluateResult>>().toExtend<Evaluation>();
    expectTypeOf<Fields<Evaluation>>().toEqualTypeOf<Fields<Renamed<wire.EvaluateResult>>>();
    expectTypeOf<Renamed<wire.ScanResult>>().toExtend<ScanResult>();
    expectTypeOf<Fields<ScanResult>>().toEqualTypeOf<Fields<Renamed<wire.ScanResult>>>();
  });

  it("other answers", () => {
    expectTypeOf<Renamed<wire.CheckResult>>().toExtend<sdk.CheckResult>();
    expectTypeOf<Fields<sdk.CheckResult>>().toEqualTypeOf<Fields<Renamed<wire.CheckResult>>>();
    expectTypeOf<Renamed<wire.ReportResult>>().toExtend<sdk.ReportResult>();
    expectTypeOf<Fields<sdk.ReportResult>>().toEqualTypeOf<Fields<Renamed<wire.ReportResult>>>();
    expectTypeOf<Renamed<wire.Whoami>>().toExtend<sdk.Whoami>();
    expectTypeOf<Fields<sdk.Whoami>>().toEqualTypeOf<Fields<Renamed<wire.Whoami>>>();
  });

  it("an entry of the ledger and of the live stream", () => {
    expectTypeOf<Renamed<wire.AuditEvent>>().toExtend<AuditEvent>();
    expectTypeOf<Fields<AuditEvent>>().toEqualTypeOf<Fields<Renamed<wire.AuditEvent>>>();
  });

  it("a policy in a list", () => {
    expectTypeOf<Renamed<wire.PolicySummary>>().toExtend<PolicySummary>();
    expectTypeOf<Fields<PolicySummary>>().toEqualTypeOf<Fields<Renamed<wire.PolicySummary>>>();
    expectTypeOf<PolicyListOptions["scope"]>().toEqualTypeOf<"own" | "org" | undefined>();
  });
});
