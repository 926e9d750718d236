import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Demo } from "./demo.ts";

interface Step {
  readonly at: number;
  readonly step: string;
  readonly [field: string]: unknown;
}

/** Runs an agent in its own Node process with the built SDK. */
export class AgentProcess {
  readonly steps: Step[] = [];
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(demo: Demo, action: string, repo: string) {
    const script = fileURLToPath(new URL("agents/gate.mjs", import.meta.url));
    const env = { ...process.env, AL_API_KEY: demo.agent_api_key, AL_BASE_URL: demo.api_url };
    this.#child = spawn(process.execPath, [script, action, repo], { env, stdio: ["ignore", "pipe", "inherit"] });
    if (this.#child.stdout) createInterface({ input: this.#child.stdout }).on("line", (line) => this.steps.push(JSON.parse(line)));
    this.exited = new Promise((resolve) => this.#child.once("close", resolve));
  }

  step(name: string): Step | undefined {
    return this.steps.find((step) => step.step === name);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
