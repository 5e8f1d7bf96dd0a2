/** What a PBU comes after: the registrations of its mobile node so far. */
import { headOf } from "./fate.js";
import { prefixesIn } from "./identity.js";
import type { MessageSeen } from "./messages.js";
import type { NodeSignal, NodeView } from "./node-signals.js";
import type { PrefixText } from "./prefixes.js";

export type Sent = { readonly pbu: MessageSeen; readonly time: number; readonly mag: string };

export type History = {
  readonly mag: string;
  readonly time: number;
  /** The PBU of this mobile node before, whichever MAG sent it. */
  readonly before: Sent | undefined;
  /** It was sent after the PBU before. Where its sender was not captured, they may have changed places on the way. */
  readonly isInOrder: boolean;
  /** The first PBU of this MAG for it. */
  readonly first: Sent | undefined;
  /** Set while the mobile node is registered with this MAG, as far as was seen: the prefixes that were granted. */
  readonly granted: ReadonlyArray<PrefixText> | undefined;
  /** The mobile node solicited a router since it was registered: it may have come anew. */
  readonly isSolicited: boolean;
  /** Of a repetition: when the request was sent the last two times, at the sender's point, in order. */
  readonly sentBefore: ReadonlyArray<number>;
  /** The PBU that it repeats. */
  readonly repeats: MessageSeen | undefined;
};

type Binding = {
  readonly mag: string;
  readonly until: number;
  readonly granted: ReadonlyArray<PrefixText>;
  solicited: boolean;
};

/** No packet is on its way for that long. */
const LONG_DELAY = 0.9;

const sentAt = ({ item }: NodeSignal): number | undefined =>
  item.sightings.find(({ vantage }) => vantage === "sender")?.time;

export const historiesOf = ({ signals }: NodeView): ReadonlyMap<NodeSignal, History> => {
  const histories = new Map<NodeSignal, History>();
  const byItem = new Map<unknown, NodeSignal>(signals.map((signal) => [signal.item, signal]));
  const firsts = new Map<string, Sent>();
  const times = new Map<NodeSignal, ReadonlyArray<number>>();
  let before: Sent | undefined;
  let binding: Binding | undefined;
  for (const signal of signals) {
    const { registration, time, observation } = signal;
    const said = observation.signal;
    if (said.type === "RS" && binding !== undefined) binding.solicited = true;
    const of = registration === undefined ? undefined : headOf(registration.signal)?.of;
    if (registration === undefined || of === undefined) continue;
    const mag = registration.mag.name ?? "";
    if (registration.kind === "PBU") {
      const repeated = registration.repeats === undefined ? undefined : byItem.get(registration.repeats);
      const repeatedAt = repeated === undefined ? undefined : sentAt(repeated);
      const sentBefore =
        repeated === undefined || repeatedAt === undefined
          ? []
          : [...(times.get(repeated) ?? []).slice(-1), repeatedAt];
      times.set(signal, sentBefore);
      const isUp = binding !== undefined && binding.mag === mag && time < binding.until;
      histories.set(signal, {
        mag,
        time,
        before,
        isInOrder: sentAt(signal) !== undefined || before === undefined || time - before.time > LONG_DELAY,
        first: firsts.get(mag),
        granted: isUp ? binding?.granted : undefined,
        isSolicited: binding?.solicited ?? false,
        sentBefore: sentAt(signal) === undefined ? [] : sentBefore,
        repeats: registration.repeats === undefined ? undefined : headOf(registration.repeats)?.of,
      });
      before = { pbu: of, time, mag };
      if (!firsts.has(mag)) firsts.set(mag, before);
      continue;
    }
    const answer = of.mobility.message;
    const asked = registration.answers === undefined ? undefined : byItem.get(registration.answers);
    if (answer.type !== "BA" || asked === undefined) continue;
    const isHere = binding?.mag === mag;
    if (answer.status >= 128 || asked.observation.signal.type !== "PBU") {
      if (isHere) binding = undefined;
    } else if (asked.observation.signal.lifetime === "zero") {
      if (isHere) binding = undefined;
    } else binding = { mag, until: time + 4 * answer.lifetime, granted: prefixesIn(of), solicited: false };
  }
  return histories;
};
