import { uuidv7 } from "@agentlattice/core";
import { randomBytesPooled } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { HistoryClock } from "./history-clock.ts";

/** Returns dependencies with which handlers record configuration changes and ids at the time of the clock. */
export function importDeps(deps: Deps, clock: HistoryClock): Deps {
  const { history } = deps.database;
  return {
    ...deps,
    database: { ...deps.database, audited: (scope, work) => history.importChange(scope, clock.now(), work) },
    newId: () => uuidv7(clock.now(), randomBytesPooled(10)),
    now: clock.now,
  };
}
