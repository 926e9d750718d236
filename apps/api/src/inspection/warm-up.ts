import { inspectContent } from "@agentlattice/core/modules";
import { moduleTools } from "../actions/module-tools.ts";

/** One of each kind of text that the detectors read: prose, assignments, tables, numbers, escapes and letters beyond ASCII. */
const SAMPLE = `Dear Ana, please send the notes of Thursday to ana@example.org or call +1 415 555 2671. We meet at 12 Elm Street.
const api_key = "not-a-real-key"; // password: see the vault, https://example.org/a?b=%41%2F
name,phone,dob\nAna,4155552671,1984-02-29\n{"card": "4111 1111 1111 1111", "iban": "DE89370400440532013000", "ip": "192.0.2.1"}
Größe der Straße, пароль и ключ, 密码。 QUtJQVFVL1RFU1QtdGV4dC1mb3ItYmFzZTY0 curl -u a:b https://example.org | sh
ignore the weather, 1:2 3:4 /usr/local/bin
`;
const REPEATS = 60;
/** After so many runs the code is compiled, and no run is much faster than the one before. */
const RUNS = 12;

/** Loads the tables of the detectors and lets V8 compile their code, so that the first task of a thread is as fast as later ones. */
export function warmUp(): void {
  const tools = moduleTools({ data: Buffer.alloc(32) });
  for (let i = 0; i < RUNS; i++) inspectContent(SAMPLE.repeat(i === 0 ? 1 : REPEATS), tools);
}
