import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AgentLattice, verifyCallback, verifyPermit, verifyReceipt } from "./index.ts";
import { FakeApi } from "./testing/fake-api.ts";
import { APPROVAL, actionResult, EVENT, KEY, receipt } from "./testing/fixtures.ts";
import type { OptionShape } from "./transport/check-options.ts";
import { OPTIONS } from "./transport/option-shapes.ts";

/** Calls a method with these options. Every field of the options is about to be misspelt, so they have no type. */
type Call = (al: AgentLattice, options: never) => unknown;
const RSV = "rsv_01h455vb4pex5vsknk084sn02q";
const fn = () => undefined;

/** A call of each method that takes options. A method without a call does not compile. */
const CALLS: Readonly<Record<Exclude<keyof typeof OPTIONS, "usageOf">, Call>> = {
  AgentLattice: (_, options) => new AgentLattice(options),
  execute: (al, options) => al.execute("pr.merge", options),
  gate: (al, options) => al.gate("pr.merge", options),
  guard: (al, options) => al.guard("pr.merge", fn, options),
  canI: (al, options) => al.canI("pr.merge", options),
  apply: (al, options) => al.apply(options, actionResult() as never),
  report: (al, options) => al.report(EVENT, options),
  wait: (al, options) => al.wait(APPROVAL, options),
  approval: (al, options) => al.approval(APPROVAL, options),
  consumePermit: (al, options) => al.consumePermit("prm_secret", "pr.merge", options),
  evaluate: (al, options) => al.evaluate(options),
  scan: (al, options) => al.scan("text", options),
  precheck: (al, options) => al.precheck("pr.merge", options),
  delegate: (al, options) => al.delegate("child", options),
  delegations: (al, options) => al.delegations(options),
  createRun: (al, options) => al.createRun(options),
  run: (al, options) => al.run(options, fn),
  "run.llm": (al, options) => inRun(al, (run) => run.llm(options)),
  "run.tool": (al, options) => inRun(al, (run) => run.tool(options)),
  "run.skillRegistered": (al, options) => inRun(al, (run) => run.skillRegistered(options)),
  "run.mcpConnected": (al, options) => inRun(al, (run) => run.mcpConnected(options)),
  "run.mcpError": (al, options) => inRun(al, (run) => run.mcpError(options)),
  "run.event": (al, options) => inRun(al, (run) => run.paused("why", options)),
  policies: (al, options) => al.policies(options),
  subscribe: (al, options) => al.subscribe(options),
  onHalt: (al, options) => al.onHalt(fn, options),
  request: (al, options) => al.request("GET", "/whoami", options),
  graph: (al, options) => al.graph(options),
  track: (al, options) => al.track("sent", {}, options),
  "audit.log": (al, options) => al.audit.log("app.sent", {}, options),
  audit: (al, options) => al.audit(options),
  verify: (al, options) => al.verify(options),
  "decisions.list": (al, options) => al.decisions.list(options),
  "decisions.similar": (al, options) => al.decisions.similar(EVENT, options),
  "decisions.recall": (al, options) => al.decisions.recall(["a"], options),
  budget: (al, options) => al.budget(options, fn),
  "budget.reserve": (al, options) => al.budget.reserve(options),
  "budget.settle": (al, options) => al.budget.settle(RSV, options),
  heartbeat: (al, options) => al.heartbeat(options),
  "heartbeat.start": (al, options) => al.heartbeat.start(options),
  "ledger.pin": (al, options) => al.ledger.pin(options),
  "ledger.verifyReceipt": (al, options) => al.ledger.verifyReceipt(receipt, options),
  "permits.verify": (al, options) => al.permits.verify("permit", "pr.merge", options),
  verifyPermit: (_, options) => verifyPermit("permit", "pr.merge", options),
  verifyReceipt: (_, options) => verifyReceipt(receipt, options),
  verifyCallback: (_, options) => verifyCallback({ headers: {}, body: "" }, options),
};

/** Methods of a client that take no options of their own. */
const WITHOUT_OPTIONS = new Set([
  "whoami",
  "restore",
  "cancel",
  "answer",
  "revoke",
  "unsubscribe",
  "posture",
  "budget.release",
  "budget.list",
]);

let api: FakeApi;
/** Requests other than those that create the run of a call within a run. */
const sent = () => api.requests.filter(({ path }) => path !== "/api/v1/runs" && !path.startsWith("/api/v1/runs/run_"));
const client = () => new AgentLattice({ apiKey: KEY, baseUrl: api.url, maxAttempts: 1 });

beforeAll(async () => {
  const run = { id: "run_01h455vb4pex5vsknk084sn02q", name: null, session_id: null, created_at: "2026-11-21T08:00:00.000Z" };
  api = await FakeApi.start(({ path }) => (path === "/api/v1/runs" ? { status: 201, body: run } : { status: 200, body: {} }));
});
afterAll(() => api.down());
beforeEach(() => {
  api.requests.length = 0;
});

/** Rejects with what a run reports, because its methods never throw. */
async function inRun(al: AgentLattice, work: (run: Parameters<Parameters<AgentLattice["run"]>[1]>[0]) => void): Promise<void> {
  const errors: unknown[] = [];
  api.requests.length = 0;
  await al.run({ onError: (error) => errors.push(error) }, work);
  const events = api.requests.flatMap(({ body }) => (body as { events?: { type: string }[] }).events ?? []);
  expect(events.map(({ type }) => type)).toEqual(["run.started", "run.completed"]);
  if (errors.length > 0) throw errors[0];
}

async function errorOf(call: Call, options: unknown): Promise<{ code?: string; message?: string } | null> {
  try {
    await call(client(), options as never);
    return null;
  } catch (error) {
    return error as { code: string };
  }
}

type Fields = { readonly [name: string]: OptionShape };
/** Builds options in which only the object at this level is wrong. */
type Wrap = (value: unknown) => unknown;

/** Every object of the options: its fields, and how to reach it. */
function objectsIn(shape: OptionShape, wrap: Wrap): { fields: Fields; wrap: Wrap }[] {
  if (typeof shape === "string") return [];
  if (Array.isArray(shape)) return shape.length === 1 ? objectsIn(shape[0] as OptionShape, (value) => wrap([value])) : [];
  if ("|" in shape) return (shape["|"] as readonly OptionShape[]).flatMap((form) => objectsIn(form, wrap));
  const fields = shape as Fields;
  const inner = Object.entries(fields).flatMap(([name, of]) => objectsIn(of, (value) => wrap({ [name]: value })));
  return [{ fields, wrap }, ...inner];
}

function misspellings(name: string): string[] {
  const middle = Math.floor(name.length / 2);
  return [
    name.slice(0, -1),
    name.slice(1),
    name.slice(0, middle) + name.slice(middle + 1),
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    name.toUpperCase(),
    `${name}s`,
  ].filter((word) => word !== name && word !== "");
}

/** A value that no field of this form takes; undefined for a field that takes every value. */
function wrongValue(shape: OptionShape): unknown {
  return shape === "json" ? undefined : shape === "text" || shape === "decimal" || typeof shape !== "string" ? 1.5 : "wrong";
}

describe.each(Object.entries(CALLS))("%s", (method, call) => {
  // A run takes three requests for each field, which is slow on a busy machine.
  const timeout = 120_000;
  const objects = objectsIn(OPTIONS[method as keyof typeof OPTIONS], (value) => value);

  it("rejects every misspelt field at every level, names the meant one, and sends nothing", { timeout }, async () => {
    for (const { fields, wrap } of objects)
      for (const name of Object.keys(fields))
        for (const word of misspellings(name).filter((one) => !Object.hasOwn(fields, one))) {
          const error = await errorOf(call, wrap({ [word]: "value" }));
          expect(error, word).toMatchObject({ code: "INVALID_OPTION", message: expect.stringContaining(`"${word}"`) });
          if (word.length > 2) expect(error?.message, word).toMatch(/Did you mean \w+\?$/);
        }
    expect(sent()).toEqual([]);
  });

  it("rejects unknown fields and values of another type, and sends nothing", { timeout }, async () => {
    for (const { fields, wrap } of objects) {
      expect(await errorOf(call, wrap({ qqqqqqqq: 1 }))).toMatchObject({ code: "INVALID_OPTION" });
      for (const [name, shape] of Object.entries(fields)) {
        const value = wrongValue(shape);
        if (value === undefined || (name === "lastEventId" && value === 1.5) || name === "from" || name === "to") continue;
        const error = await errorOf(call, wrap({ [name]: value }));
        expect(error, name).toMatchObject({ code: "INVALID_OPTION", message: expect.stringMatching(`${name}.* must be `) });
      }
    }
    expect(await errorOf(call, "text")).toMatchObject({ code: "INVALID_OPTION" });
    expect(sent()).toEqual([]);
  });
});

it("has a call for every method of a client", () => {
  const al = client();
  const own = (object: object, prefix: string) =>
    Object.entries(object).flatMap(([name, value]) => (typeof value === "function" ? [`${prefix}${name}`] : []));
  const methods = [methodsOf(AgentLattice.prototype), methodsOf(Object.getPrototypeOf(AgentLattice.prototype))].flat();
  const grouped = (["audit", "decisions", "budget", "precheck", "heartbeat"] as const).flatMap((name) => [
    ...(typeof al[name] === "function" ? [name] : []),
    ...own(al[name], `${name}.`),
  ]);
  const classes = (["ledger", "permits"] as const).flatMap((name) =>
    methodsOf(Object.getPrototypeOf(al[name])).map((method) => `${name}.${method}`),
  );
  const known = new Set([...Object.keys(CALLS), ...WITHOUT_OPTIONS, "precheck.refresh"]);
  expect([...methods, ...grouped, ...classes].filter((name) => !known.has(name))).toEqual([]);
});

function methodsOf(prototype: object): string[] {
  return Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
}

describe("a misspelt cost", () => {
  it("does not execute an action", async () => {
    const usage = { input_tokens: 1000, max_tokens: 100000 } as never;
    await expect(client().execute("model.call", { usage })).rejects.toThrow(/Did you mean inputTokens\?/);
    expect(sent()).toEqual([]);
  });

  it("is an error when costOf returns it, and what was reserved is charged", async () => {
    const errors: unknown[] = [];
    const reservation = {
      id: RSV,
      status: "reserved",
      run_id: null,
      reserved: { tokens: 500 },
      created_at: "2026-11-21T08:00:00.000Z",
      expires_at: "2026-11-21T08:00:00.000Z",
    };
    const budgets = await FakeApi.start(({ path }) =>
      path.endsWith("/reserve")
        ? { status: 201, body: reservation }
        : { body: { id: RSV, status: "settled", reserved: { tokens: 500 }, used: { tokens: 500 }, overruns: [] } },
    );
    try {
      const al = new AgentLattice({ apiKey: KEY, baseUrl: budgets.url });
      const costOf = () => ({ input_tokens: 5 }) as never;
      expect(await al.budget({ tokens: 500, costOf, onSettleError: (error) => errors.push(error) }, () => 1)).toBe(1);
      expect(errors).toMatchObject([{ code: "INVALID_OPTION", message: expect.stringContaining("Did you mean inputTokens?") }]);
      expect(budgets.requests.slice(1).map(({ body }) => body)).toEqual([{}]);
    } finally {
      await budgets.down();
    }
  });
});

it.each([
  ["onHalt", (al: AgentLattice) => al.onHalt(undefined as never)],
  ["guard", (al: AgentLattice) => al.guard("pr.merge", undefined as never)],
  ["run", (al: AgentLattice) => al.run({}, undefined as never)],
  ["budget", (al: AgentLattice) => al.budget({ calls: 1 }, undefined as never)],
  ["delegate", (al: AgentLattice) => al.delegate("child", { capabilities: ["pr.*"], ttl: 60 }, {} as never)],
] as const)("%s without a function throws before anything is sent", async (method, call) => {
  const error = await errorOf(call, undefined);
  expect(error).toMatchObject({ code: "INVALID_OPTION", message: `${method} needs a function.` });
  expect(sent()).toEqual([]);
});

it("sends the content of metadata, arguments and other JSON of the caller unchanged", async () => {
  const own = { input_tokens: 1, qqqq: { nested_key: null } };
  const options = { metadata: own, before: own, after: own, tool: { name: "x", arguments: own } };
  await client()
    .execute("pr.merge", options)
    .catch(() => {});
  expect(sent().map(({ body }) => body)).toEqual([{ action_type: "pr.merge", ...options }]);
});

/** Returns a value of this form, and how the API names it. Functions, signals and times are not sent. */
function sampleOf(shape: OptionShape): { value: unknown; wire: unknown } | null {
  const own = { own_key: 1 };
  const scalars = {
    text: "a",
    number: 1,
    count: 1,
    decimal: "1.5",
    flag: true,
    json: own,
    map: own,
    function: null,
    signal: null,
    date: null,
  };
  if (typeof shape === "string") return scalars[shape] === null ? null : { value: scalars[shape], wire: scalars[shape] };
  if (Array.isArray(shape)) {
    const item = shape.length === 1 ? sampleOf(shape[0] as OptionShape) : null;
    return item ? { value: [item.value], wire: [item.wire] } : { value: shape[0], wire: shape[0] };
  }
  const fields = Object.entries(shape).flatMap(([name, inner]) => {
    const sample = sampleOf(inner as OptionShape);
    return sample ? [{ name, wireName: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), ...sample }] : [];
  });
  return {
    value: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
    wire: Object.fromEntries(fields.map(({ wireName, wire }) => [wireName, wire])),
  };
}

it.each(["execute", "canI", "report", "createRun", "audit.log", "delegate", "budget.reserve", "budget.settle", "heartbeat"] as const)(
  "%s sends every field that it takes",
  async (method) => {
    // The promise of `edits` is sent as one of `supports`.
    const { eventId: _, edits: __, ...shape } = OPTIONS[method] as Fields;
    const sample = sampleOf(shape);
    await errorOf(CALLS[method], sample?.value);
    expect(api.requests[0]?.body).toMatchObject(sample?.wire as object);
  },
);

it("an inherited field is refused, because it would not be sent", async () => {
  const options = Object.create({ usage: { inputTokens: 1000 } });
  expect(await errorOf(CALLS.execute, options)).toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining("usage is inherited"),
  });
});
