import { UntrustedInline } from "./untrusted.tsx";

/** Renders one line of text from the agent. Like all unchecked content it has a dashed underline. */
export function Claim({ text }: { text: string }) {
  return (
    <span title="Sent by the agent, not verified" className="underline decoration-line-strong decoration-dashed underline-offset-4">
      <span className="sr-only">Agent's claim: </span>
      <UntrustedInline text={text} />
    </span>
  );
}
