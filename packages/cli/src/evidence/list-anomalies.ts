import type { Anomaly } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { cut, table } from "../terminal/columns.ts";

const HEADINGS = ["ID", "KIND", "AGENT", "PATTERN", "OBSERVED", "THRESHOLD", "DETECTED"];
const MAX_CELL = 40;
const MAX_ROWS = 200;

/** Prints at most 200 anomalies, newest first. */
export async function listAnomalies({ api, json, style, log, print, printJson }: ApiContext, status: Anomaly["status"]): Promise<number> {
  const anomalies: Anomaly[] = [];
  let more = false;
  for await (const anomaly of listAll((page) => api.listAnomalies({ query: { ...page, status } }), 50)) {
    more = anomalies.length === MAX_ROWS;
    if (more) break;
    anomalies.push(anomaly);
  }
  if (more) log(`Only the newest ${MAX_ROWS} anomalies are shown.`);
  if (json) printJson({ anomalies, has_more: more });
  else if (anomalies.length === 0) print(`No anomaly is ${status}.`);
  else for (const line of table([HEADINGS, ...anomalies.map(cells)], (text, _, row) => (row === 0 ? style.dim(text) : text))) print(line);
  return 0;
}

function cells({ id, kind, agent_name, pattern, observed, threshold, unit, detected_at }: Anomaly): string[] {
  return [id, kind, cut(escapeText(agent_name), MAX_CELL), cut(pattern, MAX_CELL), `${observed} ${unit}`, String(threshold), detected_at];
}
