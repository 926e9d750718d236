/** A column of a table as text: its name, and the value of a row. */
export type CsvColumns<Row> = Readonly<Record<string, (row: Row) => string | number | null>>;

const NEEDS_QUOTES = /[",\r\n]/;
/** Spreadsheets compute cells that begin so. */
const FORMULA = /^[=+\-@\t\r]/;

/** Formats rows as CSV (RFC 4180) with a header. A cell that looks like a formula begins with an apostrophe, because it may be text of an agent. */
export function formatCsv<Row>(columns: CsvColumns<Row>, rows: readonly Row[]): string {
  const lines = rows.map((row) => Object.values(columns).map((cell) => formatCell(cell(row))));
  return [Object.keys(columns), ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

function formatCell(value: string | number | null): string {
  if (typeof value === "number") return String(value);
  const text = value ?? "";
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
