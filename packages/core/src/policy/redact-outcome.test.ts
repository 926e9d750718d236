import { describe, expect, it } from "vitest";
import type { ModuleTools } from "../modules/module.ts";
import { defaultScanner, outcomeScanner, redactOutcome } from "./redact-outcome.ts";
import { documentOf, factsOf } from "./test/case-files.ts";

const TOKEN = `ghp_${"aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"}`;
const MAIL = "ann.lee@example.org";
const tools: ModuleTools = { fingerprint: () => "f1f1f1f1", verifySignature: () => false };
const scannerOf = (modules: object) =>
  outcomeScanner(documentOf({ metadata: { name: "p" }, spec: { match: { actions: ["*"] }, effect: "allow", modules } as never }));
const redact = (outcome: object, ...modules: object[]) =>
  redactOutcome(
    outcome,
    modules.flatMap((one) => scannerOf(one) ?? []),
    factsOf(),
    tools,
  );

describe("redactOutcome", () => {
  it.each(["deny", "redact", "require_approval", "flag"])("redacts a credential in message and metadata with action %s", (action) => {
    const { outcome, findings } = redact(
      { message: `failed: ${TOKEN}`, metadata: { log: [`x ${TOKEN}`], [TOKEN]: 1 } },
      { secrets: { action } },
    );
    expect(JSON.stringify(outcome)).not.toContain(TOKEN);
    expect(outcome.message).toMatch(/^failed: \[REDACTED:.+\]$/);
    expect(findings.map(({ path }) => path.split(/[.[]/)[0])).toEqual(["message", "metadata", "metadata"]);
    expect(JSON.stringify(findings)).not.toContain(TOKEN);
  });

  it("redacts what any policy withholds", () => {
    const { outcome } = redact({ message: `${MAIL} sent ${TOKEN}` }, { secrets: {} }, { pii: { action: "redact" } });
    expect(outcome.message).not.toContain(MAIL);
    expect(outcome.message).not.toContain(TOKEN);
  });

  it("does not change a report when no policy withholds anything", () => {
    const outcome = { message: TOKEN, metadata: { to: MAIL } };
    expect(redact(outcome, { content: {} })).toEqual({ outcome, findings: [] });
  });

  it.each(["deny", "flag"])("replaces a report that is too large to scan, on_exceed %s", (on_exceed) => {
    const outcome = { message: `${"x".repeat(2_000)} ${TOKEN}`, metadata: { a: TOKEN } };
    expect(redact(outcome, { secrets: { max_bytes: 1_024, on_exceed } }).outcome).toEqual({
      message: expect.stringMatching(/^\[WITHHELD/),
    });
  });

  it("uses the default configuration for a policy that cannot be read", () => {
    const { outcome } = redactOutcome({ message: `${MAIL} ${TOKEN}` }, [defaultScanner("p")], factsOf(), tools);
    expect(outcome.message).not.toMatch(/ghp_|example/);
  });
});
