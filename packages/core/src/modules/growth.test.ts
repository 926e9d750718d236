import { CONTENT_RULES, keywordsOf, SECRET_RULES } from "@agentlattice/detect";
import { drawPieces, keywordPieces, randomNumbers } from "@agentlattice/detect/testing";
import { describe, expect, it } from "vitest";
import { compileModules } from "./compile-modules.ts";

const KB = 1024;
/** Eight times the text may take so many times as long; in proportion to its square it would be 64. */
const MOST = 24;
/** Milliseconds below which a measurement says nothing. */
const LEAST = 2;
const tools = { fingerprint: (value: string) => String(value.length), verifySignature: () => false };
const fill = (piece: string, size: number) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

/** Milliseconds of the processor, the best of several: a busy machine is no slow module. */
function fastest(module: string, content: string): number {
  const [compiled] = compileModules({ [module]: {} });
  const facts = {
    submission: { action_type: "content.check", content },
    agent: { id: "agt_1", name: "bot", labels: {}, capabilities: ["*"] },
    ancestors: [],
    delegation: null,
    environment: "prod" as const,
    time: { now: "2026-11-22T10:00:00.000Z", zone: "UTC" },
  };
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = process.cpuUsage();
    compiled?.evaluate({ facts, tools, scan: {} });
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

/** Texts that `npm run bench -- growth` found, which once took quadratic time. */
const FOUND: Record<string, readonly string[]> = {
  secrets: ["password=k9XaBcD3a ", "раssword=а", "-password=а", "password=", "%41%4b", "api-eyJ", "rk_test_eyJ", "eyJaaaaaaaa.", "fna%4b"],
  pii: ["MOBILE 1\n", "PHONE +1\n", "COPY t (ssn) FROM stdin;\n%4b>", "COPY t (ssn) FROM stdin;\n1\n", "a@b.co ", "%2540a.co"],
  content: ["раssword=а", "ignore ", "send a ", "![a"],
};

const KEYWORDS = keywordPieces([...SECRET_RULES.flatMap(keywordsOf), ...CONTENT_RULES.flatMap(({ keywords }) => keywords)]);
/** A few of those that the benchmark tries by the thousand. */
const DRAWN = drawPieces(12, randomNumbers(11), KEYWORDS);

describe.each(Object.entries(FOUND))("%s takes time in proportion to the text", (module, pieces) => {
  it.each([...pieces, ...DRAWN])("%j over and over", (piece) => {
    const small = fastest(module, fill(piece, 8 * KB));
    const large = fastest(module, fill(piece, 64 * KB));
    expect({ ratio: large / Math.max(small, LEAST) }).toEqual({ ratio: expect.toSatisfy((ratio: number) => ratio < MOST) });
  });
});

it("a run of base64 is read once, however many tokens may begin in it", () => {
  expect(fastest("secrets", fill("api-eyJ", 64 * KB))).toBeLessThan(8 * Math.max(LEAST, fastest("secrets", fill("api-eyK", 64 * KB))) + 20);
});

it("letters beyond ASCII make no rule slow", () => {
  expect(fastest("secrets", fill("-password=а", 64 * KB))).toBeLessThan(
    12 * Math.max(LEAST, fastest("secrets", fill("-password=a", 64 * KB))),
  );
});

it.each(["/", "+"])("%j begins no token, so rules without a keyword are not tried at it", (piece) => {
  expect(fastest("secrets", fill(piece, 256 * KB))).toBeLessThan(4 * Math.max(LEAST, fastest("secrets", fill("a", 256 * KB))));
});

it("a town without a house number before it is no address, and costs little", () => {
  expect(fastest("pii", fill("ａ+, 12345 Boａ", 64 * KB))).toBeLessThan(
    4 * Math.max(LEAST, fastest("pii", fill("ａ+, 1234x Boａ", 64 * KB))),
  );
});
