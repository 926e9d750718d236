import { revealText } from "./reveal-text.ts";

const LONGEST = 60;

/** Returns the text to type before a high-risk approval: the target, or the action type if the target cannot be typed. */
export function nameToConfirm({ target, action_type }: { readonly target: string | null; readonly action_type: string }): string {
  const typeable =
    target !== null &&
    target.trim() === target &&
    target !== "" &&
    target.length <= LONGEST &&
    !/[\n\t]/.test(target) &&
    revealText(target).every(({ kind }) => kind === "text");
  return typeable ? target : action_type;
}
