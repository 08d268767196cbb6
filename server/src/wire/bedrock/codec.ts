import type { WireCodec } from "../codec.ts";
import { FrameEdge } from "../event-stream/frame-edge.ts";
import { content } from "./content.ts";
import { errorBody, errorEvent, errorHeaders, errorStatus } from "./error-envelope.ts";
import { fill } from "./fill.ts";
import { pathWithModel } from "./path.ts";
import { readRequest } from "./request.ts";
import { readResponse, readWhole } from "./response.ts";
import { ConverseStreamReader } from "./stream.ts";

/** Amazon Bedrock's Converse: `POST /model/MODEL/converse` and `/model/MODEL/converse-stream`. */
export const bedrockConverse: WireCodec = {
  format: "bedrock-converse",
  framing: { mediaType: "application/vnd.amazon.eventstream", openEdge: () => new FrameEdge() },
  pathWithModel,
  readRequest,
  readWhole,
  readResponse,
  openStream: (keepContent) => new ConverseStreamReader(keepContent),
  content,
  fill,
  errorBody,
  errorStatus,
  errorHeaders,
  errorEvent,
};
