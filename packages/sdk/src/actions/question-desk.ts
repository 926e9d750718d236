import { messageOf } from "../notify.ts";
import type { Question } from "../results.ts";
import type { Config } from "../transport/config.ts";
import type { OnQuestion } from "./action-options.ts";
import { answerQuestion } from "./approvals.ts";

/** Passes each question of a reviewer to the listener once, and sends the answer that it returns. */
export class QuestionDesk {
  readonly #config: Config;
  readonly #onQuestion: OnQuestion | undefined;
  #seen = "none";

  constructor({ config, onQuestion }: { readonly config: Config; readonly onQuestion: OnQuestion | undefined }) {
    this.#config = config;
    this.#onQuestion = onQuestion;
  }

  /** The question that the listener has received, as the server expects it; undefined without a listener. */
  get seen(): string | undefined {
    return this.#onQuestion && this.#seen;
  }

  /** The wait continues while the listener works, so a slow answer delays no decision. */
  take(question: Question | undefined): void {
    if (!question || !this.#onQuestion || question.id === this.#seen) return;
    this.#seen = question.id;
    void this.#answer(this.#onQuestion, question);
  }

  async #answer(onQuestion: OnQuestion, question: Question): Promise<void> {
    try {
      const text = await onQuestion(question);
      if (typeof text === "string" && text !== "") await answerQuestion(this.#config, question.approvalId, text);
    } catch (error) {
      console.error(`AgentLattice: the question of a reviewer could not be answered and stays open: ${messageOf(error)}`);
    }
  }
}
