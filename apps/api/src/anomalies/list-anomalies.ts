import type { AnomalyDetail, AnomalyPage, AnomalyQuery } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { type OrgClient, readHours } from "@agentlattice/db";
import type { z } from "zod";
import { agentsOf } from "../agents/find-agent.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { type AnomalyRow, actionOf, describeAnomalies, MEASURES } from "./describe-anomalies.ts";

const DAY_MS = 86_400_000;

type ReadDeps = Pick<Deps, "configs" | "database">;

/** Returns the filter of anomalies that a principal may read. */
function anomaliesOf(principal: Principal) {
  const { orgId } = principal.scope;
  return { orgId, recorded: true, agent: agentsOf(principal), ...withinEnvironment(principal) };
}

/** Lists anomalies, newest first. */
export async function listAnomalies(
  deps: ReadDeps,
  principal: Principal,
  query: z.output<typeof AnomalyQuery>,
): Promise<z.output<typeof AnomalyPage>> {
  const before = decodeCursor(query.cursor, idPosition)?.[0];
  const { status, agent, kind, environment, limit } = query;
  return deps.database.inOrg(principal.scope, async (client) => {
    const rows = await client.anomaly.findMany({
      where: {
        AND: [
          anomaliesOf(principal),
          status === undefined ? {} : { expectedAt: status === "open" ? null : { not: null } },
          agent === undefined ? {} : { agentId: decodeId("agt", agent) ?? "" },
          kind === undefined ? {} : { kind },
          environment === undefined ? {} : { environment },
          before === undefined ? {} : { anomalyId: { lt: before } },
        ],
      },
      orderBy: { anomalyId: "desc" },
      take: limit + 1,
    });
    const page = toPage(
      rows,
      limit,
      (row) => row,
      (row) => [row.anomalyId],
    );
    return { ...page, data: await describeAnomalies({ deps, client, principal }, page.data) };
  });
}

/** Finds an anomaly that the principal may read. @throws AppError NOT_FOUND */
export async function findAnomaly(client: OrgClient, principal: Principal, name: string | undefined): Promise<AnomalyRow> {
  const anomalyId = decodeId("ano", name ?? "");
  const row = anomalyId && (await client.anomaly.findFirst({ where: { AND: [anomaliesOf(principal), { anomalyId }] } }));
  if (!row) throw new AppError("NOT_FOUND", { detail: "There is no such anomaly. GET /anomalies lists the anomalies you may see." });
  return row;
}

/** Reads an anomaly with the hours of the day before the end of its window. @throws AppError NOT_FOUND */
export async function getAnomaly(deps: ReadDeps, principal: Principal, name: string | undefined): Promise<AnomalyDetail> {
  return deps.database.inOrg(principal.scope, async (client) => {
    const row = await findAnomaly(client, principal, name);
    const [anomaly] = await describeAnomalies({ deps, client, principal }, [row]);
    const hours = await readHours(client, row.orgId, {
      agentIds: [row.agentId],
      environment: row.environment,
      action: actionOf(row) ?? "",
      from: new Date(row.windowTo.getTime() - DAY_MS),
      to: row.windowTo,
    });
    const { unit } = anomaly as NonNullable<typeof anomaly>;
    const column = MEASURES[unit];
    return {
      ...(anomaly as NonNullable<typeof anomaly>),
      series: hours.map((hour) => ({ hour: new Date(hour.hour).toISOString(), value: hour[column] })),
    };
  });
}
