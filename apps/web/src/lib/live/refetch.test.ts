import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { refetchShown } from "./refetch.ts";

const queries = new QueryClient();
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  queries.clear();
});

/** A list whose requests the test answers by hand. */
function shownList(name: string, meta = {}) {
  const asked: ((answer: string) => void)[] = [];
  const observer = new QueryObserver<string>(queries, {
    queryKey: [name],
    queryFn: () => new Promise((answer) => asked.push(answer)),
    retry: false,
    meta,
  });
  stops.push(observer.subscribe(() => {}));
  const shown = () => observer.getCurrentResult().data;
  const settled = () => new Promise((resume) => setTimeout(resume, 10));
  return { asked, shown, settled };
}

test("a change during the first read of a list appears in the list", async () => {
  const { asked, shown, settled } = shownList("approvals");
  expect(asked).toHaveLength(1);
  refetchShown(queries);
  refetchShown(queries);
  asked[0]?.("before");
  await settled();
  expect(asked).toHaveLength(2);
  asked[1]?.("after");
  await settled();
  expect(shown()).toBe("after");
  expect(asked).toHaveLength(2);
});

test("refetches only matching queries, and a list that has data immediately", async () => {
  const [one, other] = [shownList("approvals"), shownList("agents")];
  one.asked[0]?.("before");
  await one.settled();
  refetchShown(queries, { queryKey: ["approvals"] });
  expect([one.asked.length, other.asked.length]).toEqual([2, 1]);
  one.asked[1]?.("after");
  other.asked[0]?.("agents");
  await one.settled();
  expect([one.shown(), other.shown(), one.asked.length, other.asked.length]).toEqual(["after", "agents", 2, 1]);
});

test("leaves a snapshot as it is, also during its first read", async () => {
  const { asked, shown, settled } = shownList("report", { isSnapshot: true });
  refetchShown(queries);
  asked[0]?.("of 14:00");
  await settled();
  refetchShown(queries);
  await settled();
  expect([shown(), asked.length]).toEqual(["of 14:00", 1]);
});
