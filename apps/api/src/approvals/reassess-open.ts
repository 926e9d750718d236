import { type Assessed, assess } from "@agentlattice/core/settle";
import { grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { announceApproval } from "./announce.ts";
import { prepareAssessment } from "./assess-request.ts";
import type { LoadedApproval } from "./loaded-approval.ts";
import { openApprovals } from "./open-approvals.ts";

/** Requests that are evaluated at the same time. */
const AT_ONCE = 16;
/** The time for which a change of the policies waits for its effect on open requests. The rest continues afterwards. */
const WAIT_MS = 5_000;

/**
 * Applies a change of the policies to the open requests: those that the policies deny now end, those for which they ask more stay pending,
 * and those that need no further vote are approved. Waiting agents get the result at once.
 * INVARIANT: every decision and every use compares the request with the current policies itself, so a check that was lost is only late.
 */
export async function reassessOpen(deps: Deps, orgId: string): Promise<void> {
  const done = reassessAll(deps, orgId).catch((err) =>
    deps.log.warn({ err, org: orgId }, "open requests could not be compared with the policies"),
  );
  await Promise.race([done, new Promise((resume) => setTimeout(resume, WAIT_MS).unref())]);
}

async function reassessAll(deps: Deps, orgId: string): Promise<void> {
  for await (const found of openApprovals(deps, orgId)) {
    for (let at = 0; at < found.length; at += AT_ONCE)
      await Promise.all(found.slice(at, at + AT_ONCE).map((approval) => reassess(deps, orgId, approval)));
  }
}

async function reassess(deps: Deps, orgId: string, loaded: LoadedApproval): Promise<void> {
  const evaluate = await prepareAssessment(deps, grantOrgScope(orgId), loaded);
  if (!evaluate) return;
  const prepare = async () => {
    const { assessed, version } = await evaluate();
    const { members } = await deps.configs.get(orgId);
    const intent = {
      kind: "reassess" as const,
      entry_id: deps.newId(),
      approval_id: loaded.record.approval_id,
      org_id: orgId,
      people: members,
      assessed,
      payloads: [],
    };
    return { configVersion: version, intent };
  };
  const first = await prepare();
  if (!changes(loaded, first.intent, deps.now())) return;
  const { outcome } = await deps.database.ledger.commit({
    orgId,
    ...first,
    refresh: async (version) => {
      deps.configs.recordVersion(orgId, version);
      return prepare();
    },
  });
  if (outcome.type === "approval") announceApproval(deps, orgId, loaded.record.approval_id, null);
}

function changes(
  { record }: LoadedApproval,
  { assessed, people }: { assessed: Assessed; people: Parameters<typeof assess>[2]["people"] },
  now: number,
): boolean {
  const { outcome } = assess(record, assessed, { people, now });
  return outcome !== "continues" && outcome !== "halted";
}
