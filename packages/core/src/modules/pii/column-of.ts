const MARKS = [",", "\t", ";", "|"] as const;
const MAX_LINE = 2_000;

/** What the first line of a table calls the column in which `at` stands; empty when the text is no table. */
export function columnOf(text: string, at: number): string {
  const head = text.indexOf("\n");
  if (head < 0 || head > MAX_LINE || at <= head) return "";
  const mark = MARKS.find((one) => text.lastIndexOf(one, head) >= 0);
  const line = text.slice(text.lastIndexOf("\n", at) + 1, at);
  if (mark === undefined || line.length > MAX_LINE) return "";
  const before = line.replace(/"[^"]*"/g, "").split(mark).length;
  return text.slice(0, head).split(mark)[before - 1] ?? "";
}
