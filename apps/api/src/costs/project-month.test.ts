import { expect, it } from "vitest";
import { projectMonth } from "./project-month.ts";

const at = (text: string) => Date.parse(text);
const calendar = {
  now: at("2026-11-16T00:00:00Z"),
  month: { starts_at: at("2026-11-01T00:00:00Z"), ends_at: at("2026-12-01T00:00:00Z") },
  today: at("2026-11-16T00:00:00Z"),
  days: 28,
};
const days = (from: number, to: number, usd: (day: number) => string) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ key: `2026-11-${String(from + i).padStart(2, "0")}`, usd: usd(from + i) }));

it("adds the mean of past days for the rest of the month", () => {
  expect(
    projectMonth(
      days(1, 15, () => "2.00"),
      calendar,
    ),
  ).toEqual({
    until: "2026-12-01T00:00:00.000Z",
    usd: "60.00",
    low: "60.00",
    high: "60.00",
    days: 15,
  });
});

it("returns a range when days differ, never below the spend so far", () => {
  const projection = projectMonth(
    days(1, 15, (day) => (day % 2 === 0 ? "0.00" : "4.00")),
    calendar,
  );
  expect(Number(projection?.low)).toBeLessThan(Number(projection?.usd));
  expect(Number(projection?.high)).toBeGreaterThan(Number(projection?.usd));
  expect(Number(projection?.low)).toBeGreaterThanOrEqual(32);
});

it("counts days without costs", () => {
  const [first, last] = [days(2, 2, () => "7.00"), days(15, 15, () => "7.00")];
  expect(projectMonth([...first, ...last], calendar)).toMatchObject({ usd: "29.00", days: 14 });
});

it("requires seven full days since the first cost", () => {
  expect(projectMonth([], calendar)).toBeNull();
  expect(
    projectMonth(
      days(10, 15, () => "1.00"),
      calendar,
    ),
  ).toBeNull();
  expect(
    projectMonth(
      days(9, 15, () => "1.00"),
      calendar,
    )?.days,
  ).toBe(7);
  expect(
    projectMonth(
      days(16, 16, () => "1.00"),
      calendar,
    ),
  ).toBeNull();
});
