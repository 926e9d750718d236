import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ApiContext } from "../api-command.ts";
import { refusal, requestFile } from "../connection/raw-request.ts";
import { UsageError } from "../usage-error.ts";

interface ReportRequest {
  readonly report: string;
  readonly format: string;
  readonly out?: string | undefined;
  readonly query: Readonly<Record<string, string | undefined>>;
}

/** Exports a compliance report to a new file, or prints it. @throws UsageError when the file exists */
export async function exportReport(
  { connection, io, signal, log }: ApiContext,
  { report, format, out, query }: ReportRequest,
): Promise<number> {
  const given = Object.entries({ ...query, format }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const response = await requestFile(connection, `/compliance/${report}?${new URLSearchParams(given)}`, signal);
  const exportId = response.headers.get("al-export-id");
  if (!response.ok || exportId === null) throw await refusal(response);
  const text = await response.text();
  if (out === undefined) {
    io.stdout.write(text);
    return 0;
  }
  await writeFile(resolve(io.cwd, out), text, { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST" ? new UsageError(`${out} exists. Name another file.`) : error;
  });
  log(`Written to ${out}. The export is recorded as ${exportId}.`);
  return 0;
}
