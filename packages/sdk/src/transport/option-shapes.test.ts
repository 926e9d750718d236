import * as wire from "@agentlattice/contract";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import type * as sdk from "../index.ts";
import type { Usage } from "../results.ts";
import type { OptionShape } from "./check-options.ts";
import type { OPTIONS } from "./option-shapes.ts";

type Json = z.core.JSONSchema.JSONSchema;
type Fields = Readonly<Record<string, OptionShape>>;

/** The pattern of an amount of money in a usage. */
const DECIMAL = z.toJSONSchema(wire.ReportInput.shape.usage.unwrap().shape.usd).pattern;

/** Returns the fields of a request in the names of the SDK. */
function fieldsOf(schema: z.ZodType): Record<string, OptionShape> {
  const root = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" });
  const named = (root.$defs ?? {}) as Record<string, Json>;
  const resolve = (one: unknown): Json => {
    const value = (typeof one === "object" && one !== null ? one : {}) as Json;
    return value.$ref === undefined ? value : resolve(named[value.$ref.replace("#/$defs/", "")]);
  };
  const shapeOf = (one: unknown): OptionShape => {
    const { anyOf, type, enum: words, items, properties, pattern, minimum } = resolve(one);
    if (anyOf) {
      const [first, ...others] = anyOf.map(shapeOf);
      return first !== undefined && others.every((other) => other === first) ? first : { "|": anyOf.map(shapeOf) };
    }
    if (words) return words.map(String);
    if (type === "string") return pattern === DECIMAL ? "decimal" : "text";
    if (type === "integer") return minimum === 0 ? "count" : "number";
    if (type === "number") return "number";
    if (type === "boolean") return "flag";
    if (type === "array") return [shapeOf(items)];
    if (type !== "object") return "json";
    return properties ? membersOf(properties) : "map";
  };
  const membersOf = (members: object) => Object.fromEntries(Object.entries(members).map(([name, of]) => [camelCase(name), shapeOf(of)]));
  return membersOf(resolve(root).properties ?? {});
}

const camelCase = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const pick = (fields: Fields, ...names: string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, fields[name] ?? fail(`The contract has no field ${name}.`)]));
const without = (fields: Fields, ...names: string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
function fail(message: string): never {
  throw new Error(message);
}

const action = without(fieldsOf(wire.ActionInput), "actionType");
const report = fieldsOf(wire.ReportInput);
const reserve = fieldsOf(wire.ReserveInput);
const settle = fieldsOf(wire.SettleInput);
const run = fieldsOf(wire.RunInput);
const eventData = (type: string) =>
  fieldsOf((wire.RunEventInput.options.find((one) => one.shape.type.value === type) ?? fail(type)).shape.data.unwrap());
const signal = { signal: "signal" } as const;
const texts = { "|": ["text", ["text"]] } as const;
const position = { "|": ["number", "text", "date"] } as const;
const appEvent = without(fieldsOf(wire.AppEventInput), "kind", "data");
const references = fieldsOf(wire.ReferenceQuery);
const page = { cursor: "text", limit: "number" } as const;
const permit = { audience: "text", permitGrade: ["consumed", "offline"], onQuestion: "function", cancelOnAbort: "flag" } as const;
const execute = { ...action, eventId: "text", ...signal } as const;
/** Only these methods promise to use changed values by an option. */
const edits = { edits: "flag" } as const;
const gate = { ...execute, ...permit, onPending: "function" } as const;
const guard = { ...gate, usageOf: "function", onReportError: "function" } as const;
const evaluate = { ...execute, ...pick(fieldsOf(wire.EvaluateInput), "tool", "model", "agentId") };
const pin = { origin: "text", vkey: "text", size: "number", root: "text", checkpoint: "text" } as const;
const verifyPermit = {
  ...action,
  org: "text",
  audience: "text",
  environment: ["prod", "staging", "dev"],
  clockTolerance: "number",
} as const;
const event = { iterationIndex: "count", at: "date", correlationId: "text" } as const;

/** The options of each method. Fields that the API has come from the contract. */
const SHAPES: Readonly<Record<keyof typeof OPTIONS, Fields>> = {
  AgentLattice: {
    apiKey: "text",
    baseUrl: "text",
    gatePollTimeoutMs: "number",
    gatePollIntervalMs: "number",
    requestTimeoutMs: "number",
    maxAttempts: "number",
    supports: ["text"],
    identity: { keyId: "text", privateKey: "text" },
    fetch: "function",
  },
  execute: { ...execute, ...edits },
  gate: { ...gate, ...edits },
  guard,
  canI: { ...action, ...signal },
  apply: { ...evaluate, ...guard, ...pick(evaluate, "tool", "model"), ...edits },
  report,
  usageOf: pick(report, "usage"),
  wait: { ...permit, ...signal, ...edits },
  approval: signal,
  consumePermit: { ...action, audience: "text", idempotencyKey: "text", ...signal },
  evaluate,
  scan: signal,
  precheck: pick(action, "metadata"),
  delegate: { ...pick(fieldsOf(wire.DelegationInput), "capabilities", "ttl"), ...signal, onCleanupError: "function" },
  delegations: { ...pick(fieldsOf(wire.DelegationListQuery), "role"), activeOnly: "flag", ...page, ...signal },
  createRun: run,
  run: { ...run, ...signal, onError: "function" },
  "run.llm": eventData("llm.completed"),
  "run.tool": eventData("tool.completed"),
  "run.skillRegistered": eventData("skill.registered"),
  "run.mcpConnected": eventData("mcp.connected"),
  "run.mcpError": eventData("mcp.error"),
  "run.event": event,
  policies: { scope: ["own", "org"], ...page, ...signal },
  subscribe: {
    events: texts,
    agentFilter: "text",
    decision: texts,
    environment: "text",
    lastEventId: { "|": ["text", "number"] },
    ...signal,
    onGap: "function",
    onStatus: "function",
    onError: "function",
  },
  onHalt: { onResume: "function", onStatus: "function", onError: "function", ...signal },
  request: { body: "json", headers: "map", ...signal },
  graph: {
    ...pick(fieldsOf(wire.GraphQuery), "root"),
    edgeTypes: ["text"],
    depth: "number",
    limit: "number",
    activeOnly: "flag",
    ...signal,
  },
  track: appEvent,
  "audit.log": appEvent,
  audit: {
    ...page,
    ...pick(fieldsOf(wire.AuditQuery), "actionType", "agentId", "actor", "policy", "approvalId"),
    ...references,
    kind: texts,
    status: texts,
    from: position,
    to: position,
    q: "text",
    ...signal,
  },
  verify: { from: "number", to: "number", ...signal },
  "decisions.list": {
    ...pick(fieldsOf(wire.DecisionQuery), "match", "agent", "actionType", "text", "from", "to"),
    tags: ["text"],
    ...references,
    ...page,
    ...signal,
  },
  "decisions.similar": { ...pick(fieldsOf(wire.SimilarQuery), "text"), fields: ["text"], limit: "number", ...signal },
  "decisions.recall": signal,
  budget: { ...reserve, ...pick(settle, "inputTokens"), ...signal, costOf: "function", onSettleError: "function" },
  "budget.reserve": { ...reserve, ...signal },
  "budget.settle": settle,
  heartbeat: { ...fieldsOf(wire.HeartbeatInput), ...signal },
  "heartbeat.start": {
    ...pick(fieldsOf(wire.HeartbeatInput), "client", "version"),
    runId: "function",
    intervalMs: "number",
    onResult: "function",
    onError: "function",
    ...signal,
  },
  "ledger.pin": { pin, vkey: "text", ...signal },
  "ledger.verifyReceipt": { pin, vkey: "text", ...signal },
  "permits.verify": { ...verifyPermit, ...signal },
  verifyPermit: { ...verifyPermit, keys: "json" },
  verifyReceipt: { vkey: "text", pin },
  verifyCallback: { secret: "text", tolerance: "number" },
};

it("option-shapes.ts holds the options of every method (npx vitest run --project unit-clients option-shapes -u writes it)", async () => {
  const lines = Object.entries(SHAPES).map(([method, shape]) => `  ${keyOf(method)}: ${write(shape, takesAction(shape) ? action : {})},\n`);
  const head = "// The options that each method takes. Generated from the contract by option-shapes.test.ts.\n";
  const text = `${head}\nconst action = ${write(action)} as const;\n\nexport const OPTIONS = {\n${lines.join("")}} as const;\n`;
  await expect(text).toMatchFileSnapshot("./option-shapes.ts");
});

const takesAction = (shape: Fields) => Object.keys(action).every((name) => name in shape);
const keyOf = (name: string) => (/^\w+$/.test(name) ? name : JSON.stringify(name));

/** Writes a shape. `base` are fields that the constant `action` has. */
function write(shape: OptionShape, base: Fields = {}): string {
  if (typeof shape === "string") return JSON.stringify(shape);
  if (Array.isArray(shape)) return `[${shape.map((item: OptionShape) => write(item)).join(", ")}]`;
  const own = Object.entries(shape).filter(([name, inner]) => base[name] === undefined || write(inner) !== write(base[name]));
  const fields = own.map(([name, inner]) => `${keyOf(name)}: ${write(inner)}`);
  return `{ ${[...(Object.keys(base).length > 0 ? ["...action"] : []), ...fields].join(", ")} }`;
}

describe("the options of each method", () => {
  it("have the types that the SDK declares", () => {
    type Names<Method extends keyof typeof OPTIONS> = keyof (typeof OPTIONS)[Method];
    expectTypeOf<Names<"AgentLattice">>().toEqualTypeOf<keyof sdk.AgentLatticeOptions>();
    expectTypeOf<Names<"execute">>().toEqualTypeOf<keyof sdk.ExecuteOptions>();
    expectTypeOf<Names<"gate">>().toEqualTypeOf<keyof sdk.GateOptions>();
    expectTypeOf<Names<"guard">>().toEqualTypeOf<keyof sdk.GuardOptions>();
    expectTypeOf<Names<"canI">>().toEqualTypeOf<keyof sdk.CheckOptions>();
    expectTypeOf<Names<"apply">>().toEqualTypeOf<keyof sdk.GuardOptions | keyof sdk.EvaluateOptions | "edits">();
    expectTypeOf<Names<"report">>().toEqualTypeOf<keyof sdk.Outcome>();
    expectTypeOf<keyof (typeof OPTIONS)["usageOf"]["usage"]>().toEqualTypeOf<keyof Usage>();
    expectTypeOf<Names<"wait">>().toEqualTypeOf<keyof sdk.WaitOptions>();
    expectTypeOf<Names<"consumePermit">>().toEqualTypeOf<keyof sdk.ConsumeOptions>();
    expectTypeOf<Names<"evaluate">>().toEqualTypeOf<keyof sdk.EvaluateOptions>();
    expectTypeOf<Names<"delegate">>().toEqualTypeOf<keyof sdk.DelegateOptions>();
    expectTypeOf<Names<"delegations">>().toEqualTypeOf<keyof sdk.DelegationListOptions>();
    expectTypeOf<Names<"createRun">>().toEqualTypeOf<keyof sdk.RunOptions>();
    expectTypeOf<Names<"run">>().toEqualTypeOf<keyof sdk.RunReportOptions>();
    expectTypeOf<Names<"run.llm">>().toEqualTypeOf<keyof sdk.LlmCall>();
    expectTypeOf<Names<"run.tool">>().toEqualTypeOf<keyof sdk.ToolCall>();
    expectTypeOf<Names<"run.event">>().toEqualTypeOf<keyof sdk.RunEventOptions>();
    expectTypeOf<Names<"policies">>().toEqualTypeOf<keyof sdk.PolicyListOptions>();
    expectTypeOf<Names<"subscribe">>().toEqualTypeOf<keyof sdk.SubscribeOptions>();
    expectTypeOf<Names<"onHalt">>().toEqualTypeOf<keyof sdk.OnHaltOptions>();
    expectTypeOf<Names<"request">>().toEqualTypeOf<keyof sdk.RequestOptions>();
    expectTypeOf<Names<"graph">>().toEqualTypeOf<keyof sdk.GraphOptions>();
    expectTypeOf<Names<"audit.log">>().toEqualTypeOf<keyof sdk.AppEventOptions>();
    expectTypeOf<Names<"audit">>().toEqualTypeOf<keyof sdk.AuditOptions>();
    expectTypeOf<Names<"decisions.list">>().toEqualTypeOf<keyof sdk.DecisionListOptions>();
    expectTypeOf<Names<"decisions.similar">>().toEqualTypeOf<keyof sdk.SimilarOptions>();
    expectTypeOf<Names<"budget">>().toEqualTypeOf<keyof sdk.BudgetOptions<unknown>>();
    expectTypeOf<Names<"budget.reserve">>().toEqualTypeOf<keyof sdk.ReserveOptions>();
    expectTypeOf<Names<"budget.settle">>().toEqualTypeOf<keyof sdk.Cost>();
    expectTypeOf<Names<"heartbeat">>().toEqualTypeOf<keyof sdk.HeartbeatOptions>();
    expectTypeOf<Names<"heartbeat.start">>().toEqualTypeOf<keyof sdk.HeartbeatLoopOptions>();
    expectTypeOf<Names<"ledger.pin">>().toEqualTypeOf<keyof sdk.PinOptions>();
    expectTypeOf<Names<"permits.verify">>().toEqualTypeOf<keyof sdk.VerifyPermitWithKeysOptions>();
    expectTypeOf<Names<"verifyPermit">>().toEqualTypeOf<keyof sdk.VerifyPermitOptions>();
    expectTypeOf<Names<"verifyReceipt">>().toEqualTypeOf<keyof sdk.VerifyReceiptOptions>();
    expectTypeOf<Names<"verifyCallback">>().toEqualTypeOf<keyof sdk.VerifyCallbackOptions>();
  });
});
