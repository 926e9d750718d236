import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Files with the public methods of a client, and the interfaces of its functions. */
const FILES = [
  "action-client.ts",
  "agent-lattice.ts",
  "app-events.ts",
  "budgets.ts",
  "decisions.ts",
  "heartbeat.ts",
  "ledger.ts",
  "permits.ts",
  "precheck.ts",
];
const METHOD = /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\n {2}((?:static )?(?:async )?(?:[a-zA-Z]+)?(?:<.*?>)?\()/g;

describe("each documented method", () => {
  it.each(FILES)("of %s states how it fails", (file) => {
    const source = readFileSync(new URL(file, import.meta.url), "utf8");
    const methods = [...source.matchAll(METHOD)].filter(([, , name]) => name !== "constructor(");
    expect(methods.length).toBeGreaterThan(0);
    const silent = methods.filter(([, comment = ""]) => !/Fails\s+(\*\s+)?(closed|open)|Sends nothing/.test(comment));
    expect(silent.map(([, , name]) => name)).toEqual([]);
  });
});
