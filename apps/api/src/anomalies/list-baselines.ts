import type { AnomalyBaseline, AnomalyBaselinePage, AnomalyBaselineQuery } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import {
  ACTION_HOURS,
  BASELINE_DAYS,
  BULK,
  CALIBRATION_DAYS,
  CALIBRATION_REQUESTS,
  DELEGATION,
  ESCALATION,
  isCalibrated,
  OFF_HOURS_REQUESTS,
  SPIKE,
  summariseHours,
  thresholdOf,
} from "@agentlattice/core/anomalies";
import { databaseNow, type OrgClient, readActionBaselines, readHours } from "@agentlattice/db";
import type { z } from "zod";
import { agentsOf } from "../agents/find-agent.ts";
import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { round, SHARE_DIGITS } from "../http/round.ts";

const DAY_MS = 86_400_000;
const MAX_ACTIONS = 100;

type Page = z.output<typeof AnomalyBaselinePage>;

const THRESHOLDS: Page["thresholds"] = {
  calibration_days: CALIBRATION_DAYS,
  calibration_requests: CALIBRATION_REQUESTS,
  baseline_days: BASELINE_DAYS,
  action_hours: ACTION_HOURS,
  off_hours_requests: OFF_HOURS_REQUESTS,
  frequency_spike: SPIKE,
  bulk_access: BULK,
  scope_escalation: ESCALATION,
  delegation_burst: DELEGATION,
  reported_without_permission: 1,
};

/** Lists the baselines of active agents in an environment, with the progress of their calibration. */
export async function listBaselines(
  deps: Pick<Deps, "database">,
  principal: Principal,
  query: z.output<typeof AnomalyBaselineQuery>,
): Promise<Page> {
  const { orgId } = principal.scope;
  const after = decodeCursor(query.cursor, idPosition)?.[0];
  const own = principal.kind === "person" ? {} : { environment: principal.environment };
  const environment = query.environment ?? withinEnvironment(principal).environment ?? own.environment ?? "prod";
  return deps.database.inOrg(principal.scope, async (client) => {
    const agents = await client.agent.findMany({
      where: {
        AND: [
          agentsOf(principal),
          { status: "active", rootAgentId: null },
          query.agent === undefined ? {} : { agentId: decodeId("agt", query.agent) ?? "" },
          after === undefined ? {} : { agentId: { gt: after } },
        ],
      },
      select: { agentId: true, name: true },
      orderBy: { agentId: "asc" },
      take: query.limit + 1,
    });
    const page = toPage(
      agents,
      query.limit,
      (agent) => agent,
      ({ agentId }) => [agentId],
    );
    const to = await databaseNow(client);
    const span = {
      agentIds: page.data.map(({ agentId }) => agentId),
      environment,
      from: new Date(to.getTime() - BASELINE_DAYS * DAY_MS),
      to,
    };
    const hours = await readHours(client, orgId, { ...span, action: "" });
    const actionTypes = query.agent === undefined ? null : await readActions(client, orgId, span);
    const data = page.data.map(({ agentId, name }) => {
      const { days, requests } = summariseHours(
        hours.filter(({ agent_id }) => agent_id === agentId),
        "UTC",
      );
      return {
        agent_id: encodeId("agt", agentId),
        agent_name: name,
        environment,
        ...progressOf(days, requests),
        action_types: actionTypes,
      };
    });
    return { ...page, data, thresholds: THRESHOLDS };
  });
}

function progressOf(
  days: number,
  actions: number,
): Pick<AnomalyBaseline, "status" | "days" | "days_needed" | "actions" | "actions_needed" | "progress"> {
  return {
    status: isCalibrated({ days, requests: actions }) ? "calibrated" : "calibrating",
    days,
    days_needed: Math.max(0, CALIBRATION_DAYS - days),
    actions,
    actions_needed: Math.max(0, CALIBRATION_REQUESTS - actions),
    progress: round(Math.min(1, days / CALIBRATION_DAYS, actions / CALIBRATION_REQUESTS), SHARE_DIGITS),
  };
}

async function readActions(
  client: OrgClient,
  orgId: string,
  span: { agentIds: readonly string[]; environment: string; from: Date; to: Date },
): Promise<NonNullable<AnomalyBaseline["action_types"]>> {
  const found = await readActionBaselines(client, orgId, { ...span, limit: MAX_ACTIONS });
  return found.map(({ action_type, hours, median, low, high, records_max }) => ({
    action_type,
    hours,
    median,
    low,
    high,
    threshold: thresholdOf(SPIKE, high),
    records_high: records_max,
    records_threshold: thresholdOf(BULK, records_max),
    compared: hours >= ACTION_HOURS,
  }));
}
