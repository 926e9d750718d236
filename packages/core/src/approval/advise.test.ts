import { describe, expect, it } from "vitest";
import { adviseOnPolicy, type DecidedRequest } from "./advise.ts";

const NONE = { approved: 0, denied: 0, expired: 0 };
const request = (harmless: boolean, values: Record<string, number> = {}): DecidedRequest => ({
  harmless,
  values: new Map(Object.entries(values)),
});
const amounts = (...values: number[]) => values.map((amount) => request(true, { amount }));
const rising = (count: number, largest: number) => Array.from({ length: count }, (_, n) => largest * ((n + 1) / count));
const advise = (decided: DecidedRequest[]) => adviseOnPolicy(NONE, decided);

describe("advice to allow", () => {
  it("names a round bound above the largest approved value", () => {
    expect(advise(amounts(...rising(42, 98.4)))).toEqual([
      {
        code: "allow_below",
        of: 42,
        count: 42,
        field: "amount",
        below: 100,
        largest: 98.4,
        text: "42 of 42 approved: allow below 100. The largest amount was 98.4.",
      },
    ]);
  });

  it.each([
    [100, 200],
    [0.3, 0.4],
    [0.07, 0.08],
    [412.5, 500],
    [9_999_999, 10_000_000],
  ])("rounds %s up to %s", (largest, below) => {
    expect(advise(amounts(...rising(20, largest)))).toMatchObject([{ below, largest }]);
  });

  it("stays below the smallest value that was denied, changed or of high risk", () => {
    const denied = [request(false, { amount: 92 }), request(false, { amount: 700 })];
    expect(advise([...amounts(...rising(30, 84)), ...denied])).toMatchObject([{ of: 30, below: 90, largest: 84 }]);
    expect(advise([...amounts(...rising(30, 91)), ...denied])).toMatchObject([{ below: 92, largest: 91 }]);
    expect(advise([...amounts(...rising(30, 91.97)), ...denied])).toMatchObject([{ below: 92, largest: 91.97 }]);
    expect(advise([...amounts(...rising(30, 91.5)), request(false, { amount: 91.55 })])).toMatchObject([{ below: 91.51 }]);
  });

  it("needs 20 decisions, also below the denied value", () => {
    expect(advise(amounts(...rising(19, 50)))).toEqual([]);
    expect(advise([...amounts(...rising(19, 50)), request(false, { amount: 60 })])).toEqual([]);
    expect(advise([...amounts(...rising(40, 50)), request(false, { amount: 10 })])).toEqual([]);
  });

  it("gives no bound for a field that a request lacks, and none when all values are 0", () => {
    expect(advise([...amounts(...rising(19, 50)), request(true)])).toMatchObject([{ code: "allow", field: null, below: null }]);
    expect(advise([request(true), ...amounts(...rising(19, 50))])).toMatchObject([{ code: "allow" }]);
    expect(advise(amounts(...Array.from({ length: 25 }, () => 0)))).toEqual([]);
  });

  it("without a number, needs every decision to be an approval", () => {
    const twenty = Array.from({ length: 20 }, () => request(true));
    expect(advise(twenty)).toMatchObject([{ code: "allow", of: 20, text: "20 of 20 approved: allow without an approval" }]);
    expect(advise([...twenty, request(false)])).toEqual([]);
  });
});

describe("advice to deny and to add approvers", () => {
  it("follows from the shares of denied and expired requests", () => {
    expect(adviseOnPolicy({ approved: 2, denied: 18, expired: 0 }, [])).toMatchObject([{ code: "deny", count: 18, of: 20 }]);
    expect(adviseOnPolicy({ approved: 3, denied: 17, expired: 0 }, [])).toEqual([]);
    expect(adviseOnPolicy({ approved: 18, denied: 0, expired: 2 }, [])).toMatchObject([{ code: "add_approvers", count: 2, of: 20 }]);
    expect(adviseOnPolicy({ approved: 19, denied: 0, expired: 2 }, [])).toEqual([]);
    expect(adviseOnPolicy({ approved: 1, denied: 9, expired: 9 }, [])).toEqual([]);
  });

  it("gives none without decisions", () => {
    expect(adviseOnPolicy(NONE, [])).toEqual([]);
  });
});
