/**
 * The alternating bit protocol over lossy queues (Lamport, "Specifying Systems"; tlaplus/Examples MCAlternatingBit):
 * the bounds on the queues are a boundary, as in the published model. Published: 240 states, 1,392 generated.
 */
import { specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";

type Bit = 0 | 1;
type Datum = "d1" | "d2";
export type AlternatingBit = {
  components: {
    sender: { readonly bit: Bit; readonly acknowledged: Bit; readonly sent: Datum };
    receiver: { readonly bit: Bit; readonly received: Datum };
  };
  channels: { frames: { readonly bit: Bit; readonly datum: Datum }; acks: Bit };
  label: string;
};

const { rule, receive, always, boundary, sometimes, system } = specify<AlternatingBit>();

const BITS = [0, 1] as const;
const DATA = ["d1", "d2"] as const;
const flip = (bit: Bit): Bit => (bit === 0 ? 1 : 0);
/** A queue without each of its messages in turn. */
const losses = <M>(queue: ReadonlyArray<M>) => queue.map((_, i) => queue.toSpliced(i, 1));

/** The published model, whose queues are bounded by a boundary; with a capacity, by blocking who sends into a full one. */
export const alternatingBit = (frameBound: number, ackBound: number, capacity?: number): System => {
  const queue = capacity === undefined ? {} : ({ capacity, whenFull: "block" } as const);
  return system({
    name: "alternating bit",
    components: {
      sender: [{ bit: 0, acknowledged: 0, sent: "d1" }],
      receiver: [{ bit: 0, received: "d1" }],
    },
    channels: { frames: { discipline: "fifo", ...queue }, acks: { discipline: "fifo", ...queue } },
    // The receiver starts with the sender's bit.
    starts: BITS.flatMap((bit) => DATA.map((sent) => ({ sender: { bit, acknowledged: bit, sent } }))).flatMap((start) =>
      DATA.map((received) => ({ ...start, receiver: { bit: start.sender.bit, received } })),
    ),
    rules: [
      rule("SndNewValue", ["sender"], ({ sender }) =>
        sender.acknowledged !== sender.bit
          ? []
          : DATA.map((datum) => ({
              label: `SndNewValue(${datum})`,
              next: { sender: { ...sender, sent: datum, bit: flip(sender.bit) } },
              send: [{ to: "frames", message: { bit: flip(sender.bit), datum } }],
            })),
      ),
      rule("ReSndMsg", ["sender"], ({ sender }) =>
        sender.acknowledged === sender.bit
          ? []
          : [{ label: "ReSndMsg", send: [{ to: "frames", message: { bit: sender.bit, datum: sender.sent } }] }],
      ),
      receive("RcvMsg", "frames", ["receiver"], (_, { bit, datum }) => [
        { label: "RcvMsg", next: { receiver: { bit, received: datum } } },
      ]),
      rule("SndAck", ["receiver"], ({ receiver }) => [
        { label: "SndAck", send: [{ to: "acks", message: receiver.bit }] },
      ]),
      receive("RcvAck", "acks", ["sender"], ({ sender }, bit) => [
        { label: "RcvAck", next: { sender: { ...sender, acknowledged: bit } } },
      ]),
      rule("LoseMsg", ["frames"], ({ frames }) =>
        losses(frames).map((rest) => ({ label: "LoseMsg", next: { frames: rest } })),
      ),
      rule("LoseAck", ["acks"], ({ acks }) => losses(acks).map((rest) => ({ label: "LoseAck", next: { acks: rest } }))),
    ],
    boundaries: [
      boundary(
        "queues are short",
        ["frames", "acks"],
        (v) => v.frames.length <= frameBound && v.acks.length <= ackBound,
      ),
    ],
    properties: [
      always(
        "a frame taken is the one sent",
        ["sender", "receiver"],
        ({ sender, receiver }) => receiver.received === sender.sent,
        { given: ({ sender, receiver }) => sender.acknowledged !== sender.bit && receiver.bit === sender.bit },
      ),
      sometimes("the second datum arrives", ["receiver"], ({ receiver }) => receiver.received === "d2"),
    ],
  });
};
