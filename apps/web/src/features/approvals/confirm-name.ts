import { revealText } from "@agentlattice/core/text";

const LONGEST = 60;

/** What has to be typed before a dangerous approval: the target, or the action when the target cannot be typed as it stands. */
export function nameToConfirm({ target, action_type }: { target: string | null; action_type: string }): string {
  const typeable =
    target !== null &&
    target.trim() === target &&
    target !== "" &&
    target.length <= LONGEST &&
    !/[\n\t]/.test(target) &&
    revealText(target).every(({ kind }) => kind === "text");
  return typeable ? target : action_type;
}
