import type { Budget, BudgetQuery } from "@agentlattice/contract";
import { decodeId, encodeId, type Facts } from "@agentlattice/core";
import { type CompiledBudget, type CompiledPolicy, coveringPolicies, periodOf } from "@agentlattice/core/policy";
import { type BudgetUsage, type KeyRange, readBudgetUsage } from "@agentlattice/db";
import type { z } from "zod";
import { moduleTools } from "../actions/module-tools.ts";
import { toFacts } from "../actions/to-facts.ts";
import { refuseWithheldFilters } from "../audit/data-withheld-reason.ts";
import type { OrgConfig } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { ownEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { type BudgetReader, rangesOf, readerOf, subjectOf } from "./budget-subjects.ts";
import { wireAmount } from "./wire-amounts.ts";

/** Maximum number of subjects listed per cap, those with the highest usage first. */
const MAX_SUBJECTS = 100;

/** One cap of a policy in force, with the counters that a reader may see. */
interface Cap {
  readonly policy: CompiledPolicy;
  readonly budget: CompiledBudget;
  readonly cap: CompiledBudget["caps"][number];
  readonly ranges: readonly KeyRange[];
}

type ListDeps = Pick<Deps, "configs" | "database" | "now">;

/**
 * Lists the caps of the policies in force with their usage in the current period.
 * @throws AppError INVALID_REQUEST for a run and a session; as `refuseWithheldFilters`
 */
export async function listBudgets(deps: ListDeps, principal: Principal, query: z.output<typeof BudgetQuery>) {
  const { orgId } = principal.scope;
  const config = await deps.configs.get(orgId);
  const time = { now: new Date(deps.now()).toISOString(), zone: config.zone, zone_changes: config.zoneChanges };
  const { agent, run, session } = query;
  if (run !== undefined && session !== undefined)
    throw new AppError("INVALID_REQUEST", { detail: "A budget counts per run or per session. Send run or session, not both." });
  refuseWithheldFilters(principal, session === undefined ? [] : ["session"]);
  const isFiltered = agent !== undefined || run !== undefined || session !== undefined;
  const reader = readerOf(principal, config, query, moduleTools(await deps.database.keysOf(orgId)));
  const caps = policiesFor(principal, config, time, query).flatMap((policy) => capsOf(policy, time, reader));
  const ranges = caps.flatMap((cap) => cap.ranges);
  const { usage, names } = await deps.database.inOrg(principal.scope, async (client) => {
    const read = ranges.length === 0 ? [] : await readBudgetUsage(client, orgId, ranges, MAX_SUBJECTS);
    const agentId = { in: [...new Set(read.flatMap(({ key }) => agentIdIn(key) ?? []))] };
    const agents =
      agentId.in.length === 0 ? [] : await client.agent.findMany({ where: { orgId, agentId }, select: { agentId: true, name: true } });
    return { usage: read, names: new Map(agents.map((agent) => [encodeId("agt", agent.agentId), agent.name])) };
  });
  let first = 0;
  const data = caps.flatMap((cap) => {
    const own = usage.filter(({ range }) => range >= first && range < first + cap.ranges.length).slice(0, MAX_SUBJECTS);
    first += cap.ranges.length;
    const describe = (row: BudgetUsage | null) => toBudget(cap, row, { config, time, names });
    return own.length > 0 ? own.map(describe) : isFiltered ? [] : [describe(null)];
  });
  return { data, has_more: false, next_cursor: null };
}

/** Returns the policies that a reader is shown: agents see those that cover them. */
function policiesFor(
  principal: Principal,
  config: OrgConfig,
  time: Facts["time"],
  query: z.output<typeof BudgetQuery>,
): readonly CompiledPolicy[] {
  const environment = principal.kind === "agent" ? principal.environment : (query.environment ?? ownEnvironment(principal));
  const shown =
    principal.kind === "agent"
      ? coveringPolicies(
          config.bundle,
          null,
          toFacts(principal, { action_type: "budget.reserve" }, { zone: time.zone, now: Date.parse(time.now) }),
        )
      : config.bundle.budgeted;
  return shown.filter(
    ({ id, environments }) =>
      (query.policy === undefined || id === query.policy) && (environment === null || (environments?.includes(environment) ?? true)),
  );
}

function capsOf(policy: CompiledPolicy, time: Facts["time"], reader: BudgetReader): Cap[] {
  return policy.limits.budgets.flatMap((budget) =>
    budget.caps.map((cap) => ({ policy, budget, cap, ranges: rangesOf(budget.by, budget.prefix(cap.measure, { time }), reader) })),
  );
}

function agentIdIn(key: string): string | null {
  const agent = key.split(":").find((part) => part.startsWith("agt_"));
  return agent === undefined ? null : decodeId("agt", agent);
}

interface Shown {
  readonly config: OrgConfig;
  readonly time: Facts["time"];
  /** Names of agents by their wire id. */
  readonly names: ReadonlyMap<string, string>;
}

function toBudget({ policy, budget, cap: { measure, cap, warn } }: Cap, usage: BudgetUsage | null, { config, time, names }: Shown): Budget {
  const { value, reserved, extended, warned } = usage ?? { value: 0, reserved: 0, extended: 0, warned: 0 };
  const used = Math.max(0, value - reserved);
  const limit = cap + extended;
  const bounds = periodOf(budget.per, time);
  const wire = (amount: number) => wireAmount(measure, amount);
  const version = config.policies.find(({ id }) => id === policy.id)?.version ?? 0;
  return {
    policy: { id: policy.id, name: policy.name, version },
    path: `spec.limits[${budget.index}].budget`,
    mode: policy.mode,
    actions: [...policy.actions],
    environments: policy.environments && [...policy.environments],
    measure,
    per: budget.per,
    subject: usage && subjectOf(usage.key.slice(budget.prefix(measure, { time }).length), budget.by, names),
    period: bounds && { starts_at: new Date(bounds.starts_at).toISOString(), ends_at: new Date(bounds.ends_at).toISOString() },
    cap: wire(limit),
    extended: wire(extended),
    used: wire(used),
    reserved: wire(reserved),
    remaining: wire(Math.max(0, limit - value)),
    exceeded: value > limit,
    thresholds: warn.map(({ share, at }, index) => ({ share, at: wire(at), passed: index < warned })),
  };
}
