/** What became of the numbered packets of a mobile node's stream, as a conformance report has it. */
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";

/** First and last, both included. */
const Span = t.readonly(t.tuple([t.number, t.number]));

const Window = t.intersection([
  t.type({ seq: Span }),
  t.partial({
    cn_frames: Span,
    /** Seconds since the first frame of the run. */
    t: Span,
    tunnelled_to: t.string,
    last_seen: t.string,
  }),
]);

/** Whatever is known of it. Ranges are of packet numbers. */
export const Stream = t.partial(
  {
    port: t.number,
    sent: t.number,
    on_access: t.number,
    delivered: t.number,
    lost: t.readonlyArray(Span),
    /** Where each run of lost packets went. */
    windows: t.readonlyArray(Window),
    reached_access_not_delivered: t.readonlyArray(Span),
    duplicated: t.readonlyArray(Span),
    out_of_order: t.number,
    uplink_sent: t.number,
    uplink_lost: t.readonlyArray(Span),
    missing_from_access_capture_but_delivered: t.readonlyArray(Span),
  },
  "Stream",
);
export type Stream = t.TypeOf<typeof Stream>;

/** Undefined if it has other fields than these. */
export const streamFrom = (found: unknown): Stream | undefined => {
  const decoded = Stream.decode(found);
  return E.isRight(decoded) ? decoded.right : undefined;
};
