import type { FullQueue } from "@agentlattice/db";

/** Thrown for an unfinished task: the queue was full, the task took too long, or the process stops. */
export class TaskRefused extends Error {
  readonly because: FullQueue | "too_long" | "stopping";

  constructor(because: TaskRefused["because"]) {
    super(`a task was refused: ${because}`);
    this.name = "TaskRefused";
    this.because = because;
  }
}
