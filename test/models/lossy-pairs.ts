/**
 * N stop-and-wait pairs, each over its own two lossy fifo channels, all drawing on one budget of losses: a sender repeats
 * a frame until the acknowledgement with its bit arrives, the receiver acknowledges whatever it gets.
 */
import { family, specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";

type Bit = 0 | 1;
type Sender = { readonly bit: Bit; readonly waiting: boolean };

type LossyPairs = {
  components: { losses: number } & { [sender: `sender${number}`]: Sender } & { [receiver: `receiver${number}`]: Bit };
  channels: { [frames: `frames${number}`]: Bit } & { [acks: `acks${number}`]: Bit };
  label: string;
};

const { rule, receive, always, system } = specify<LossyPairs>();

const flip = (bit: Bit): Bit => (bit === 0 ? 1 : 0);

const pair = (i: number) => {
  const [sender, receiver] = [`sender${i}` as const, `receiver${i}` as const];
  const [frames, acks] = [`frames${i}` as const, `acks${i}` as const];
  return [
    rule(`send ${i}`, { self: sender }, ({ self }) =>
      self.waiting
        ? []
        : [{ label: "send", next: { self: { ...self, waiting: true } }, send: [{ to: frames, message: self.bit }] }],
    ),
    rule(`repeat ${i}`, { self: sender }, ({ self }) =>
      self.waiting ? [{ label: "repeat", send: [{ to: frames, message: self.bit }] }] : [],
    ),
    receive(`receive frame ${i}`, frames, { self: receiver }, ({ self }, bit) => [
      { label: "frame", next: { self: bit === self ? flip(self) : self }, send: [{ to: acks, message: bit }] },
    ]),
    receive(`receive acknowledgement ${i}`, acks, { self: sender }, ({ self }, bit) => [
      { label: "ack", next: { self: self.waiting && bit === self.bit ? { bit: flip(bit), waiting: false } : self } },
    ]),
    receive(`lose frame ${i}`, frames, ["losses"], ({ losses }) =>
      losses > 0 ? [{ label: "lost", next: { losses: losses - 1 } }] : [],
    ),
    receive(`lose acknowledgement ${i}`, acks, ["losses"], ({ losses }) =>
      losses > 0 ? [{ label: "lost", next: { losses: losses - 1 } }] : [],
    ),
  ];
};

export const lossyPairs = (pairs: number, losses: number, capacity: number): System => {
  const numbers = Array.from({ length: pairs }, (_, i) => i);
  const channel = { discipline: "fifo", capacity, whenFull: "block" } as const;
  return system({
    name: `${pairs} stop-and-wait pairs, ${losses} losses, channels of ${capacity}`,
    components: {
      losses: [losses],
      ...family(
        numbers.map((i) => `sender${i}` as const),
        (): ReadonlyArray<Sender> => [{ bit: 0, waiting: false }],
      ),
      ...family(
        numbers.map((i) => `receiver${i}` as const),
        (): ReadonlyArray<Bit> => [0],
      ),
    },
    channels: {
      ...family(
        numbers.map((i) => `frames${i}` as const),
        () => channel,
      ),
      ...family(
        numbers.map((i) => `acks${i}` as const),
        () => channel,
      ),
    },
    rules: numbers.flatMap(pair),
    properties: numbers.map((i) =>
      always(
        `pair ${i}: an idle sender and its receiver agree`,
        { s: `sender${i}`, r: `receiver${i}` } as const,
        ({ s, r }) => s.waiting || s.bit === r,
      ),
    ),
  });
};
