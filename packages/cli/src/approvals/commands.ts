/** The commands on one request, which load the comparison of texts. */
export { decideRequest } from "./decide-request.ts";
export { showRequest } from "./show-request.ts";
