import type { AgentCoverage, Coverage, CoverageQuery, CoverageTotals } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import {
  type AgentRequests,
  type CoverageRange,
  databaseNow,
  type OrgClient,
  type OrgScope,
  readAgentRequests,
  readToolRequests,
} from "@agentlattice/db";
import type { z } from "zod";
import { earlierGenerations, generationLimits } from "../audit/earlier-generations.ts";
import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { readRange, type TimeRange } from "../http/read-range.ts";

const MAX_TOOLS = 200;

interface Agent {
  readonly agentId: string;
  readonly name: string;
  readonly status: string;
}

/** Activity of agents in a range, before it is cut into pages. */
interface CountedCoverage {
  readonly agents: readonly AgentCoverage[];
  readonly totals: CoverageTotals;
}

/** Reads the agents and tools that go through AgentLattice in a range. @throws AppError INVALID_REQUEST */
export async function getCoverage(
  deps: Pick<Deps, "database">,
  principal: Principal,
  query: z.output<typeof CoverageQuery>,
): Promise<Coverage> {
  const { scope } = principal;
  const after = decodeCursor(query.cursor, idPosition)?.[0];
  const now = await deps.database.inOrg(scope, databaseNow);
  const range = readRange(query, { now: now.getTime() });
  const span = await spanOf(deps, scope, range, query.environment ?? null);
  const earlier = await earlierGenerations(deps, scope);
  return deps.database.inOrg(scope, async (client) => {
    const { agents, totals } = await countCoverage(client, scope.orgId, span);
    const tools = await readToolRequests(client, scope.orgId, span, MAX_TOOLS + 1);
    const rest = after === undefined ? agents : agents.filter(({ agent_id }) => agent_id > encodeId("agt", after));
    const page = toPage(
      rest.slice(0, query.limit + 1),
      query.limit,
      (agent) => agent,
      ({ agent_id }) => [decodeId("agt", agent_id) ?? ""],
    );
    return {
      ...page,
      range: { from: range.from.toISOString(), to: range.to.toISOString() },
      totals,
      tools: tools.slice(0, MAX_TOOLS),
      tools_truncated: tools.length > MAX_TOOLS,
      limits: [...coverageLimits(totals), ...generationLimits(earlier, range.from)],
      earlier_generations: earlier,
    };
  });
}

/** Returns the entries of a range. */
export async function spanOf(
  deps: Pick<Deps, "database">,
  scope: OrgScope,
  { from, to }: TimeRange,
  environment: string | null,
): Promise<CoverageRange> {
  const { reader } = deps.database;
  const [first, end] = await Promise.all([reader.countBefore(scope, from), reader.countBefore(scope, to)]);
  return { from, to, first, last: end - 1, environment };
}

/** Counts the requests of all root agents, in the order of their ids. */
export async function countCoverage(client: OrgClient, orgId: string, span: CoverageRange): Promise<CountedCoverage> {
  const rows = await client.agent.findMany({
    where: { orgId, rootAgentId: null, createdAt: { lt: span.to } },
    select: { agentId: true, name: true, status: true },
    orderBy: { agentId: "asc" },
  });
  const requests = new Map((await readAgentRequests(client, orgId, span)).map((row) => [row.agent_id, row]));
  const agents = rows.map((agent) => describe(agent, requests.get(agent.agentId)));
  const sum = (column: "gateway" | "sdk" | "unknown" | "report_only") => agents.reduce((total, agent) => total + agent[column], 0);
  const totals = {
    agents: agents.length,
    agents_enforced: agents.filter(({ enforced }) => enforced).length,
    agents_report_only: agents.filter(({ channel }) => channel === "report_only").length,
    agents_unseen: agents.filter(({ channel }) => channel === "none").length,
    gateway: sum("gateway"),
    sdk: sum("sdk"),
    unknown: sum("unknown"),
    report_only: sum("report_only"),
  };
  return { agents, totals };
}

const NOTHING = { gateway: 0, sdk: 0, unknown: 0, report_only: 0, last_at: null };

function describe({ agentId, name, status }: Agent, found: AgentRequests | undefined): AgentCoverage {
  const { gateway, sdk, unknown, report_only, last_at } = found ?? NOTHING;
  const enforced = gateway + sdk + unknown > 0;
  return {
    agent_id: encodeId("agt", agentId),
    agent_name: name,
    status: status === "active" ? "active" : "disabled",
    channel: enforced ? (gateway > sdk + unknown ? "gateway" : "sdk") : report_only > 0 ? "report_only" : "none",
    enforced,
    gateway,
    sdk,
    unknown,
    report_only,
    last_request_at: last_at?.toISOString() ?? null,
  };
}

/** Returns the limits of a coverage report as sentences. */
export function coverageLimits({ agents, agents_unseen, agents_report_only, unknown }: CoverageTotals): Coverage["limits"] {
  return [
    {
      id: "outside",
      text: "Agents, tools and actions that never reach AgentLattice are not seen and not counted. Coverage is a share of what was seen, not of all that agents do.",
    },
    {
      id: "cooperative",
      text: "An agent with its own access to a tool can use it without asking. Only permits that the tool checks prevent this.",
    },
    ...(agents_unseen > 0
      ? [{ id: "unseen", text: `${agents_unseen} of ${agents} registered agents sent no request and no event in the range.` }]
      : []),
    ...(agents_report_only > 0
      ? [
          {
            id: "report_only",
            text: `${agents_report_only} of ${agents} agents only recorded events. None of their actions was decided.`,
          },
        ]
      : []),
    ...(unknown > 0 ? [{ id: "channel_unknown", text: `${unknown} requests are older than the record of channels.` }] : []),
  ];
}
