import { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/** A connection whose client reads nothing until `read` is called. Buffers of the operating system would accept megabytes from a real one. */
export interface SlowConnection {
  readonly outgoing: ServerResponse;
  /** Reads what was sent and what will be sent. @param onText gets the body in pieces */
  read(onText: (text: string) => void): void;
}

export function openSlowConnection(): SlowConnection {
  let onText: ((text: string) => void) | null = null;
  const held: (() => void)[] = [];
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      const accept = () => {
        onText?.(chunk.toString());
        done();
      };
      if (onText) accept();
      else held.push(accept);
    },
  });
  const incoming = new IncomingMessage(socket as Socket);
  // A response of HTTP/1.0 is sent without chunked encoding.
  incoming.httpVersionMajor = 1;
  incoming.httpVersionMinor = 0;
  const outgoing = new ServerResponse(incoming);
  outgoing.assignSocket(socket as Socket);
  return {
    outgoing,
    read(listener) {
      let isHead = true;
      onText = (text) => {
        listener(isHead ? text.slice(text.indexOf("\r\n\r\n") + 4) : text);
        isHead = false;
      };
      for (const accept of held.splice(0)) accept();
    },
  };
}
