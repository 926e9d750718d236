import { PASSWORD_MIN } from "@agentlattice/contract";
import { AppError } from "../http/app-error.ts";

const SHORTEST_WORD = 3;
const SHORTEST_REST = 8;

/**
 * Refuses a new password that is short, one character over and over, or made of words that anybody knows: the person's
 * e-mail, the organisation. @throws AppError PASSWORD_WEAK
 */
export function refuseWeakPassword(password: string, known: readonly string[]): void {
  const text = password.normalize("NFKC");
  if ([...text].length < PASSWORD_MIN) throw weak(`must have at least ${PASSWORD_MIN} characters`);
  if (new Set(text).size < 4) throw weak("must not repeat a few characters");
  let rest = bare(text);
  const words = known.flatMap((name) => [bare(name), ...name.split(/[@\s.]+/).map(bare)]).filter((word) => word.length >= SHORTEST_WORD);
  for (const word of words.sort((one, two) => two.length - one.length)) rest = rest.replaceAll(word, "");
  if (rest.length < SHORTEST_REST && rest.length < bare(text).length)
    throw weak("must not be made of your e-mail, your name or the organisation's name");
}

function bare(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function weak(message: string): AppError {
  return new AppError("PASSWORD_WEAK", { detail: `The password ${message}.`, errors: [{ path: "password", message }] });
}
