import {
  AgentLatticeAuthenticationError,
  AgentLatticeConnectionError,
  AgentLatticeDeniedError,
  AgentLatticeError,
  AgentLatticeTimeoutError,
  type PendingAction,
} from "@agentlattice/sdk";

/** The reason of a blocked call, for the model and its user. */
export interface Explanation {
  readonly text: string;
  /** True when a repeat of the call continues the same request. */
  readonly continues: boolean;
}

interface Asked {
  readonly actionType: string;
  readonly eventId: string;
  /** The answer that a person has to decide, when it arrived. */
  readonly pending: PendingAction | undefined;
  /** True when the own deadline of the hook ended the call. */
  readonly deadlinePassed: boolean;
}

const DOCTOR = "Ask the user to run agentlattice doctor, then repeat the call.";

/**
 * Explains why a call is blocked. INVARIANT: texts of failures are our own, because those of a connection name internal addresses, and those
 * of an unknown error may quote anything.
 */
export function explainRefusal(error: unknown, asked: Asked): Explanation {
  const { pending } = asked;
  if (error instanceof AgentLatticeDeniedError) return { text: describeDenial(error), continues: false };
  if (error instanceof AgentLatticeTimeoutError && error.code === "APPROVAL_EXPIRED")
    return { text: `${sentence(error.message)} Repeat the call to ask again.`, continues: false };
  if (error instanceof AgentLatticeTimeoutError || (pending !== undefined && (asked.deadlinePassed || isOutage(error)))) {
    const { approvalId = "", approvalUrl } = error instanceof AgentLatticeTimeoutError ? error : (pending ?? {});
    const where = approvalUrl === undefined ? `approval ${approvalId} in the console` : `${approvalUrl} (approval ${approvalId})`;
    return {
      text: `A person has to approve ${asked.actionType} at ${where}. Ask for it, then repeat the same call, which continues request ${asked.eventId}.`,
      continues: true,
    };
  }
  if (asked.deadlinePassed) return { text: `There was no decision in time. ${DOCTOR}`, continues: true };
  if (error instanceof AgentLatticeAuthenticationError)
    return {
      text: "The API key is missing, expired or revoked. Ask the user to create a key in the console under Agents and to set AL_API_KEY or the key file of the hook.",
      continues: false,
    };
  if (isOutage(error)) return { text: `AgentLattice cannot be reached or failed to answer. ${DOCTOR}`, continues: true };
  if (!(error instanceof AgentLatticeError)) return { text: `The hook failed. ${DOCTOR}`, continues: false };
  if (error.code === "INVALID_RESPONSE")
    return { text: `The answer was not a valid decision, so the address may be that of another server. ${DOCTOR}`, continues: true };
  if (error.code === "EDIT_NOT_PROMISED")
    return {
      text: "A reviewer changed values, and coding agents run a call only as it was asked. Ask the reviewer for the values, and make that call.",
      continues: false,
    };
  const request = error.requestId === undefined ? "" : `, request ${error.requestId}`;
  return { text: `The request was refused: ${sentence(error.message)} (${error.code}${request})`, continues: false };
}

function isOutage(error: unknown): boolean {
  return error instanceof AgentLatticeConnectionError || (error instanceof AgentLatticeError && error.retryable);
}

function describeDenial({ message, policy, conditions, reviewerReason, approvalUrl }: AgentLatticeDeniedError): string {
  const remedies = conditions.filter(({ result, remedy }) => !result && remedy).map(({ remedy = "" }) => sentence(remedy ?? ""));
  return [
    `Denied: ${sentence(message)}`,
    ...(policy === undefined || message.includes(policy) ? [] : [`Policy: ${policy}.`]),
    ...(reviewerReason === undefined || message.includes(reviewerReason) ? [] : [`Reviewer: ${sentence(reviewerReason)}`]),
    ...new Set(remedies),
    ...(approvalUrl === undefined ? [] : [`Details: ${approvalUrl}`]),
    "Do not repeat the call unchanged. Choose another way, or ask the user.",
  ].join(" ");
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
