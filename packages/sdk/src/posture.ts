import type { Config } from "./transport/config.ts";
import { decode } from "./transport/decode.ts";
import { send } from "./transport/send.ts";
import { posture } from "./transport/shapes.ts";

/**
 * The posture of the organisation: a score from 0 to 100, the sum of its components.
 *
 * @example
 * const { score, components } = await al.posture();
 * for (const { text, gain } of components.leastPrivilege.advice) console.log(`+${gain} ${text}`);
 */
export interface Posture {
  score: number;
  components: {
    policyCoverage: PostureComponent;
    leastPrivilege: PostureComponent;
    humanOversight: PostureComponent;
    enforcement: PostureComponent;
    credentialHygiene: PostureComponent;
    ledgerIntegrity: PostureComponent;
    outcomeReporting: PostureComponent;
    incidentResponse: PostureComponent;
  };
  /** RFC 3339 */
  computedAt: string;
}

/** Points of one component, with evidence and advice. */
export interface PostureComponent {
  score: number;
  max: number;
  /** The evidence in one line. */
  summary: string;
  evidence: PostureEvidence[];
  advice: PostureAdvice[];
}

/** A count, with a link to its rows in the console. */
export interface PostureEvidence {
  id: string;
  label: string;
  count: number;
  /** Path of a console page. */
  href: string;
  /** The first rows. They are not sent to an agent's key. */
  rows?: { name: string; detail: string; at: string | null; href: string }[];
}

/** Advice that raises the score. */
export interface PostureAdvice {
  id: string;
  text: string;
  /** Points that the score gains. */
  gain: number;
  action: { label: string; href: string };
}

export async function fetchPosture(config: Config): Promise<Posture> {
  return decode(posture, (await send(config, { method: "GET", path: "/posture" })).body, "posture");
}
