import type { Deps } from "../deps.ts";
import { dueApprovals } from "../sweep/due-approvals.ts";
import { DueWorker } from "../sweep/due-work.ts";

/** Makes the next step of approvals that are due, as the sweeper does. */
export const advanceDue = (deps: Deps): Promise<number> => new DueWorker(deps).run(dueApprovals(deps));
