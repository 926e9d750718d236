import type { Run } from "@agentlattice/contract";
import type { ExportFormat } from "#components/list/export-menu.tsx";
import { api } from "#lib/api/browser-api.ts";
import { type CsvColumns, formatCsv } from "#lib/format/csv.ts";
import { plural } from "#lib/format/text.ts";
import { saveFile } from "#lib/save-file.ts";
import type { RunFilters } from "./use-runs.ts";

const PAGE = 200;
const MAX_RUNS = 10_000;

const COLUMNS: CsvColumns<Run> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  agent_id: ({ agent }) => agent.id,
  agent_name: ({ agent }) => agent.name,
  environment: ({ environment }) => environment,
  session_id: ({ session_id }) => session_id,
  status: ({ status }) => status,
  created_at: ({ created_at }) => created_at,
  ended_at: ({ ended_at }) => ended_at,
  events: ({ events }) => events,
  last_event_at: ({ last_event_at }) => last_event_at,
  withheld: ({ withheld }) => withheld,
};

/** Saves the newest runs that match the filters. Returns a message that says how many, and if there are more. */
export async function exportRuns(filters: RunFilters, format: ExportFormat): Promise<string> {
  const runs: Run[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.listRuns({ query: { ...filters, limit: PAGE, cursor } });
    runs.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && runs.length < MAX_RUNS);
  const [type, text] =
    format === "csv" ? ["text/csv", formatCsv(COLUMNS, runs)] : ["application/json", `${JSON.stringify(runs, null, 2)}\n`];
  saveFile(`runs.${format}`, new Blob([text], { type }));
  const count = plural(runs.length, "run", "runs");
  return cursor === undefined ? `Exported ${count}` : `Exported the newest ${count}. Narrow the filters to export older ones.`;
}
