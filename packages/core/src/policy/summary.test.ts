import { expect, it } from "vitest";
import { compileBundle } from "./compile-bundle.ts";
import type { Policy } from "./document/document.ts";
import { parsePolicy } from "./document/parse-policy.ts";
import { evaluate } from "./evaluate.ts";
import { documentOf, factsOf, sourcesOf } from "./test/case-files.ts";

const asking = (summary: string | undefined, more: object = {}, name = "ask") =>
  documentOf({
    metadata: { name },
    spec: { match: { actions: ["*"] }, effect: "approve", ...(summary === undefined ? {} : { approval: { summary } }), ...more },
  });

const line = (policies: readonly Policy[], submission: object) =>
  evaluate(factsOf({ submission }), compileBundle({ policies: sourcesOf(policies) }), {
    tools: { fingerprint: () => "f", verifySignature: () => false },
  }).summary;

const rendered = (summary: string, metadata: object, more: object = {}) => line([asking(summary)], { metadata, ...more });

it.each([
  ["{pr} {title}, {pr_size} lines", { pr: 4821, title: "Fix rounding", pr_size: 12400 }, "4821 Fix rounding, 12,400 lines"],
  ["Refund €{amount} for order {order}", { amount: 1240, order: "A-10460" }, "Refund €1,240.00 for order A-10460"],
  ["€{amount}", { amount: "1240.5" }, "€1,240.50"],
  ["{amount}", { amount: "90071992547409931.25" }, "90,071,992,547,409,931.25"],
  ["{amount}", { amount: "1e3" }, "1e3"],
  ["{rows} rows", { rows: 2_184_006 }, "2,184,006 rows"],
  ["{rows} rows", { rows: "0193" }, "0193 rows"],
  ["{ratio}", { ratio: 0.25 }, "0.25"],
  ["{customerId} {order_id} {file.version}", { customerId: 12345, order_id: 67890, file: { version: 20261122 } }, "12345 67890 20261122"],
  ["{pr:count} {rows:plain} {rows:money}", { pr: 4821, rows: 1000 }, "4,821 1000 1,000.00"],
  ["{{{pr}}}", { pr: 7 }, "{7}"],
  ["{title} by {author}, urgent {urgent}", { urgent: true }, "– by –, urgent yes"],
  ["{title}|{owner}|{parts}", { title: null, owner: "", parts: { a: 1 } }, "–|–|–"],
  ["{files}", { files: ["a.ts", "b.ts", { c: 1 }] }, "a.ts, b.ts"],
  ["{__defineGetter__}{toString}", {}, "––"],
])("%s", (template, metadata, expected) => expect(rendered(template, metadata)).toBe(expected));

it("reads the same fields as conditions", () => {
  expect(
    rendered(
      "{action.type} by {agent.name} in {environment}: {tool.arguments.path}, {data_accessed[any].type}, USD {usage.usd}",
      {},
      {
        tool: { name: "rm", arguments: { path: "/srv" } },
        data_accessed: [{ type: "orders" }, { type: "emails" }],
        usage: { usd: "3.5" },
      },
    ),
  ).toBe("pr.merge by ci-bot in prod: /srv, orders, emails, USD 3.50");
});

it("stays one bounded line without invisible characters, whatever the agent sends", () => {
  const hostile = "\u202eevil\u202c\r\n\n<b>x</b>\u0000\u200b\ud83d";
  expect(rendered("Merge {title}", { title: hostile })).toBe("Merge [U+202E]evil[U+202C] <b>x</b>[U+0000][U+200B][U+D83D]");
  expect(rendered("{title}", { title: "{pr} {title}" })).toBe("{pr} {title}");
  const long = rendered("{a} {b} {c} {d} the end", { a: "x".repeat(5000), b: "😀".repeat(500), c: "y".repeat(500), d: "z" }) ?? "";
  expect(long.length).toBeLessThanOrEqual(256);
  expect(long.isWellFormed()).toBe(true);
});

it("prefers a template, the first by policy name, to the agent's own summary", () => {
  const submission = { metadata: { pr: 1 }, summary: "Approve me" };
  expect(line([asking(undefined)], submission)).toBe("Approve me");
  expect(line([asking("From policy {pr}")], submission)).toBe("From policy 1");
  expect(line([asking("second", {}, "b"), asking("first", {}, "a"), asking(undefined, {}, "aa")], submission)).toBe("first");
  expect(line([asking(undefined)], { summary: " \n\u200b two\nlines " })).toBe("[U+200B] two lines");
  expect(line([asking(undefined)], { summary: " \n " })).toBeUndefined();
  expect(line([asking(undefined)], {})).toBeUndefined();
  expect(line([asking("{pr}", { effect: "allow" })], submission)).toBeUndefined();
});

it("withholds what any policy keeps private", () => {
  const metadata = { customer: { tier: "gold" }, marks: ["vip"] };
  const template = "{customer.tier} {customer} {marks}";
  expect(line([asking(template, { private: ["customer.tier", "metadata.marks"] })], { metadata })).toBe("(private) – (private)");
  const guard = asking(undefined, { effect: "guard", private: ["customer"] }, "guard");
  expect(line([asking(template), guard], { metadata })).toBe("(private) (private) vip");
});

it("contains redacted text only, in a template and in the agent's own summary", () => {
  const secret = "AKIAQ3EGRVT5ZLKWMXPD";
  const modules = { secrets: { action: "redact" } };
  const supports = ["redact"];
  const own = line([asking(undefined, { modules })], { summary: `Use ${secret}`, supports });
  const template = line([asking("Use {token}", { modules })], { metadata: { token: secret }, supports });
  for (const text of [own, template]) {
    expect(text).toMatch(/^Use ./);
    expect(text).not.toContain(secret);
  }
});

it.each([
  ["{", "is unbalanced"],
  ["a } b", "is unbalanced"],
  ["{}", "is not a field"],
  ["{a b}", "is not a field"],
  ["{agent.nam}", "Did you mean agent.name?"],
  ["{agnt.name}", "Did you mean agent?"],
  ["{agent}", "is not a value"],
  ["{data_accessed}", "is a list"],
  ["{__proto__}", "cannot be a field"],
  ["{amount:euros}", "no known format"],
  ["two\nlines", "one line"],
  ["\u202eright", "direction character"],
  ["a\u200bb", "one line"],
  [" a", "one line"],
  ["{a}".repeat(17), "at most 16 fields"],
  ["x".repeat(201), ""],
  ["", ""],
])("refuses the template %j", (summary, message) => {
  const parsed = parsePolicy({ ...asking(undefined), spec: { ...asking(undefined).spec, approval: { summary } } });
  expect(parsed).toMatchObject({
    ok: false,
    issues: [{ path: "spec.approval.summary", message: expect.stringContaining(message) }],
  });
});
