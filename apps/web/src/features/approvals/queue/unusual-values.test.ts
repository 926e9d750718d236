import { describe, expect, test } from "vitest";
import { unusualValues } from "./unusual-values.ts";

type Values = Readonly<Record<string, string | number | boolean | null>>;

const unusual = (...requests: readonly Values[]) =>
  Object.fromEntries(
    unusualValues(
      requests.map((argument_values, at) => ({
        id: String(at),
        target: String(argument_values["metadata.order"] ?? at),
        argument_values,
        amount: null,
      })),
    ),
  );
const times = (count: number, values: (at: number) => Values) => Array.from({ length: count }, (_, at) => values(at));

describe("an argument", () => {
  test("that differs from that of most is unusual", () => {
    const requests = [...times(19, () => ({ "metadata.region": "eu" })), { "metadata.region": "cn" }];
    expect(unusual(...requests)).toEqual({ 19: "region is “cn”, usually “eu”" });
  });

  test("that is different in each request makes none unusual", () => {
    expect(
      unusual(...times(20, (at) => ({ "metadata.order": `A-${at}`, "metadata.customer": `c${at}`, "metadata.note": `for ${at}` }))),
    ).toEqual({});
  });

  test("with two usual values makes the rest unusual", () => {
    const requests = [...times(9, () => ({ tier: "a" })), ...times(9, () => ({ tier: "b" })), { tier: "z" }];
    expect(unusual(...requests)).toEqual({ 18: "tier is “z”, usually “a” or “b”" });
  });

  test.each([
    ["missing", {}, "country is missing, usually “es”"],
    ["null", { country: null }, "country is null, usually “es”"],
    ["of another type", { country: true }, "country is true, usually “es”"],
  ] as const)("that is %s in one request only is unusual", (_, odd, difference) => {
    expect(unusual(...times(3, () => ({ country: "es" })), odd)).toEqual({ 3: difference });
  });

  test("that only one request has is unusual", () => {
    expect(unusual(...times(3, () => ({})), { force: true })).toEqual({ 3: "force is true, usually missing" });
  });

  test("without a usual value is unusual where it is missing or has another type", () => {
    const ids = times(4, (at) => ({ customer: `c${at}` }));
    expect(unusual(...ids, {}, { customer: 7 })).toEqual({ 4: "customer is missing, usually a text", 5: "customer is 7, usually a text" });
  });

  test("shows hidden characters of the agent", () => {
    expect(unusual(...times(3, () => ({ to: "a" })), { to: "b\u202Egnp" })[3]).toMatch(/^to is “b.*202E.*gnp”/);
  });
});

describe("a number", () => {
  const amounts = (...values: readonly (number | string)[]) => unusual(...values.map((amount) => ({ "metadata.amount": amount })));

  test("far outside the others is unusual, on both sides", () => {
    expect(amounts(10, 12, 11, 9, 5_000)).toEqual({ 4: "amount is 5,000, usually about 10.5" });
    expect(amounts(100, 103, 99, 101, 0.01)).toEqual({ 4: "amount is 0.01, usually about 100.5" });
    expect(amounts("10.00", "12.50", "11.00", "900.00")).toEqual({ 3: "amount is 900, usually about 11" });
  });

  test("that grows from request to request is not unusual, nor one that is slightly larger", () => {
    expect(amounts(...Array.from({ length: 40 }, (_, at) => at + 1))).toEqual({});
    expect(amounts(4_011, 4_012, 4_013, 4_090)).toEqual({});
    expect(amounts(10, 12, 11, 15)).toEqual({});
    expect(amounts(1, 900)).toEqual({});
  });

  test("that names the target is not unusual", () => {
    expect(unusual(...[41, 42, 43, 99_000].map((order) => ({ "metadata.order": order })))).toEqual({});
  });

  test("is compared without the arguments, for people who cannot read them", () => {
    const of = (value: number, at: number) => ({ id: String(at), target: null, amount: { field: "amount", value } });
    expect([...unusualValues([10, 12, 11, 5_000].map(of)).keys()]).toEqual(["3"]);
  });
});

test("10,000 similar requests are compared", () => {
  const requests = times(10_000, (at) => ({ "metadata.amount": at === 77 ? 9_000_000 : at, "metadata.region": "eu" }));
  expect(Object.keys(unusual(...requests))).toEqual(["77"]);
});
