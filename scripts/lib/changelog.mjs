import readChangesets from "@changesets/read";
import { root } from "./paths.mjs";

const KINDS = ["Added", "Changed", "Fixed", "Security"];
const LINE = new RegExp(`^(${KINDS.join("|")}): (.+)$`);
const UNRELEASED = /^## \S+ \(unreleased\)\n[\s\S]*?(?=^## |(?![\s\S]))/m;

/** @typedef {{ kind: string, text: string }} ChangelogLine */

/**
 * Reads the changesets. Each line of their text is one line of the changelog, such as `Fixed: …`.
 * @returns {Promise<{ lines: ChangelogLine[], ids: string[] }>}
 */
export async function readLines() {
  const changesets = (await readChangesets(root)).sort((/** @type {{ id: string }} */ a, /** @type {{ id: string }} */ b) =>
    a.id < b.id ? -1 : 1,
  );
  const lines = changesets.flatMap((/** @type {{ id: string, summary: string }} */ { id, summary }) =>
    summary
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => toLine(id, line)),
  );
  return { lines, ids: changesets.map((/** @type {{ id: string }} */ { id }) => id) };
}

/** @param {string} id @param {string} line @returns {ChangelogLine} */
function toLine(id, line) {
  const [, kind, text] = LINE.exec(line) ?? [];
  if (kind === undefined || text === undefined)
    throw new Error(
      `.changeset/${id}.md: start every line with ${KINDS.join(":, ")}: and write one change per line. This line does not: ${line}`,
    );
  return { kind, text };
}

/**
 * Returns the changelog with the section of the unreleased version replaced.
 * @param {string} changelog @param {string} title @param {readonly ChangelogLine[]} lines
 */
export function changelogWith(changelog, title, lines) {
  const parts = KINDS.flatMap((kind) => {
    const texts = lines.filter((line) => line.kind === kind).map(({ text }) => `- ${text}\n`);
    return texts.length === 0 ? [] : [`### ${kind}\n\n${texts.join("")}`];
  });
  const section = `## ${title}\n\n${parts.join("\n")}`;
  if (UNRELEASED.test(changelog)) return changelog.replace(UNRELEASED, () => section);
  const first = changelog.search(/^## /m);
  return first < 0 ? `${changelog.trimEnd()}\n\n${section}` : `${changelog.slice(0, first)}${section}\n${changelog.slice(first)}`;
}
