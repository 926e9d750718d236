import type { PostureHistory } from "@agentlattice/contract";
import { movedBetween, scorePosture } from "@agentlattice/core/posture";
import { readPostureFacts, readSnapshots, type Snapshot, toSnapshotComponents } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

const DAY_LENGTH = "2026-11-21".length;

interface GetPostureHistoryInput {
  readonly principal: Principal;
  readonly query: { readonly days: number };
  readonly deps: Pick<Deps, "activity" | "database">;
}

/** Reads one score per UTC day, oldest first. Today's score is computed now; days without a snapshot are omitted. */
export async function getPostureHistory({ principal, query, deps }: GetPostureHistoryInput): Promise<PostureHistory> {
  const { scope } = principal;
  const days = await deps.database.inOrg(scope, async (client) => {
    const { facts, at } = await readPostureFacts(client, scope.orgId, { memory: deps.activity });
    const posture = scorePosture(facts);
    const today: Snapshot = { day: at.toISOString().slice(0, DAY_LENGTH), score: posture.score, components: toSnapshotComponents(posture) };
    const kept = await readSnapshots(client, scope.orgId, { days: query.days, at });
    return [...kept.filter(({ day }) => day !== today.day), today];
  });
  const [first, last] = [days[0], days.at(-1)];
  return {
    data: days.map((snapshot, index) => toDay(snapshot, days[index - 1])),
    change: (last?.score ?? 0) - (first?.score ?? 0),
    since: first?.day ?? "",
    has_more: false,
    next_cursor: null,
  };
}

function toDay({ day, score, components }: Snapshot, before: Snapshot | undefined): PostureHistory["data"][number] {
  const points = Object.fromEntries(Object.entries(components).map(([name, component]) => [name, component.score]));
  return {
    day,
    score,
    components: points as PostureHistory["data"][number]["components"],
    moved: before ? movedBetween(before.components, components) : [],
  };
}
