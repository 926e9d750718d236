import type { DecisionFilter } from "@agentlattice/db";
import { refuseWithheldFilters } from "../audit/data-withheld-reason.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";

/** Maximum number of words of a search. */
const MAX_WORDS = 16;

/**
 * Returns the filter of decisions by words of their texts.
 * @throws AppError as `refuseWithheldFilters`, TEXT_INDEX_OFF, INVALID_REQUEST for a text without words or with too many
 */
export async function wordsFilter(
  deps: Pick<Deps, "configs" | "database">,
  principal: Principal,
  text: string | undefined,
): Promise<Pick<DecisionFilter, "words">> {
  if (text === undefined) return {};
  const { scope } = principal;
  refuseWithheldFilters(principal, ["text"]);
  if (!(await deps.configs.get(scope.orgId)).indexesText)
    throw new AppError("TEXT_INDEX_OFF", {
      detail:
        'This organisation does not index the words of decisions. Ask an owner or admin to switch it on: PATCH /org {"text_index": true}.',
    });
  const words = await deps.database.decisions.wordsOf(scope, text);
  if (words.length === 0 || words.length > MAX_WORDS)
    throw new AppError("INVALID_REQUEST", {
      detail: `text must have 1 to ${MAX_WORDS} words of letters or digits, each at most 64 characters long. Change the text.`,
      errors: [{ path: "text", message: `must have 1 to ${MAX_WORDS} words` }],
    });
  return { words };
}
