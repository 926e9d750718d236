import type { CostRecord } from "@agentlattice/contract";
import { stringify } from "csv-stringify/sync";

const OPTIONS = { escape_formulas: true, record_delimiter: "windows" } as const;

/** The CSV columns in order. New columns are added at the end. */
const COLUMNS = {
  request: ({ request }) => request,
  audit_event_id: ({ audit_event_id }) => audit_event_id,
  at: ({ at }) => at,
  agent_id: ({ agent }) => agent.id,
  agent_name: ({ agent }) => agent.name,
  environment: ({ environment }) => environment,
  run_id: ({ run_id }) => run_id,
  action_type: ({ action_type }) => action_type,
  model: ({ model }) => model,
  usd: ({ usd }) => usd,
  basis: ({ basis }) => basis,
  tokens: ({ tokens }) => tokens,
  input_tokens: ({ input_tokens }) => input_tokens,
  output_tokens: ({ output_tokens }) => output_tokens,
} as const satisfies Record<string, (record: CostRecord) => string | number | null>;

/** Writes costs as CSV with a header, or as one JSON array. */
export async function* writeExport(format: "csv" | "json", pages: AsyncIterable<readonly CostRecord[]>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  if (format === "csv") yield Buffer.from(stringify([Object.keys(COLUMNS)], OPTIONS));
  for await (const page of pages) {
    if (format === "csv")
      yield Buffer.from(
        stringify(
          page.map((record) => Object.values(COLUMNS).map((cell) => cell(record))),
          OPTIONS,
        ),
      );
    else yield Buffer.from(`${isFirst ? "[" : ",\n"}${page.map((record) => JSON.stringify(record)).join(",\n")}`);
    isFirst = false;
  }
  if (format === "json") yield Buffer.from(isFirst ? "[]\n" : "]\n");
}
