import { ActionName } from "./action-name.tsx";

/** The first of several actions and the number of the others. */
export function FirstAction({ actions }: { actions: readonly string[] }) {
  const more = actions.length - 1;
  return (
    <span className="text-code whitespace-nowrap">
      <ActionName type={actions[0] ?? ""} />
      {more > 0 && <span className="text-ink-3"> and {more} more</span>}
    </span>
  );
}
