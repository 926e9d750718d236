/** The types of events about the components of an agent. `POST /events` records them too. */
export const COMPONENT_TYPES = ["skill.registered", "mcp.connected", "mcp.error"] as const;
export type ComponentType = (typeof COMPONENT_TYPES)[number];

/** The types of events that agents report about the course of a run. */
export const LIFECYCLE_TYPES = [
  "run.started",
  "run.paused",
  "run.resumed",
  "run.completed",
  "run.failed",
  "run.cancelled",
  "llm.completed",
  "tool.completed",
  ...COMPONENT_TYPES,
] as const;
export type LifecycleType = (typeof LIFECYCLE_TYPES)[number];

/** The types that end a run. */
export const RUN_ENDS = ["run.completed", "run.failed", "run.cancelled"] as const satisfies readonly LifecycleType[];

/** Returns true for a type that ends a run. */
export function endsRun(type: string): boolean {
  return (RUN_ENDS as readonly string[]).includes(type);
}
