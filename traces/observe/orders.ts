/** The order that a mobile node's PBUs claim for themselves: by timestamp or by sequence number (RFC 5213 §5.5). */
import { optionIn } from "./identity.js";
import type { MessageSeen } from "./messages.js";
import { ORDER_STEP } from "./observation.js";

type Update = { readonly message: MessageSeen; readonly sequence: number };

export type Orders = {
  readonly by: "timestamp" | "sequence";
  /** Of a PBU of this mobile node. */
  readonly of: (pbu: MessageSeen) => number;
  /** Of a sequence number that an LMA says is the last that it accepted; between those of PBUs if none has it. */
  readonly ofSequence: (sequence: number) => number;
};

/** The signed distance of two numbers of 16 bits (RFC 6275 §9.5.1). */
const ahead = (from: number, to: number): number => ((to - from + 0x8000) & 0xffff) - 0x8000;

const byRank = <K, V>(keys: ReadonlyArray<readonly [K, V]>, compare: (a: V, b: V) => number): Map<K, number> => {
  const sorted = keys.toSorted((a, b) => compare(a[1], b[1]));
  const ranks = new Map<K, number>();
  let rank = 0;
  let last: V | undefined;
  for (const [key, value] of sorted) {
    if (last === undefined || compare(last, value) !== 0) rank++;
    last = value;
    ranks.set(key, rank * ORDER_STEP);
  }
  return ranks;
};

/** The PBUs of one mobile node in the order of the run, one for each sending. */
export const orderUpdates = (pbus: ReadonlyArray<MessageSeen>): Orders => {
  const updates = pbus.flatMap((message): ReadonlyArray<Update> => {
    const update = message.mobility.message;
    return update.type === "BU" ? [{ message, sequence: update.sequence }] : [];
  });
  const times = updates.flatMap(({ message }) => {
    const timestamp = optionIn(message, "timestamp");
    return timestamp === undefined ? [] : [[message, [timestamp.seconds, timestamp.fraction] as const] as const];
  });
  const unwrapped = new Map<MessageSeen, number>();
  let last: number | undefined;
  for (const { message, sequence } of updates) {
    last = last === undefined ? sequence : last + ahead(last & 0xffff, sequence);
    unwrapped.set(message, last);
  }
  const by = updates.length > 0 && times.length === updates.length ? "timestamp" : "sequence";
  const ranks =
    by === "timestamp" ? byRank(times, (a, b) => a[0] - b[0] || a[1] - b[1]) : byRank([...unwrapped], (a, b) => a - b);
  const ofSequence = (sequence: number): number => {
    const value = last === undefined ? sequence : last + ahead(last & 0xffff, sequence);
    let below = 0;
    for (const [message, number] of unwrapped) {
      if (number === value) return ranks.get(message) ?? 0;
      if (number < value) below = Math.max(below, ranks.get(message) ?? 0);
    }
    return below + 1;
  };
  return { by, of: (pbu) => ranks.get(pbu) ?? 0, ofSequence };
};
