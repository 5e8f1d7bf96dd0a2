import type { Discipline } from "./system.js";
import { compare } from "./values.js";

/** A channel's messages in canonical order: fifo oldest first, bag and set by `compare`. */
export type Held = ReadonlyArray<unknown>;

const isHeld = (value: unknown): value is Held => Array.isArray(value);

/** A channel component's value as its messages. */
export const heldIn = (value: unknown): Held => {
  if (!isHeld(value)) throw new Error("a channel's value is an array: fire and initialStates checked that it is");
  return value;
};

/** The canonical order of what was written to a channel as a whole; a set loses its duplicates. */
export const arrange = (discipline: Discipline, messages: Held): Held => {
  switch (discipline) {
    case "fifo":
      return messages;
    case "bag":
      return messages.toSorted(compare);
    case "set":
      return messages.toSorted(compare).filter((message, i, all) => i === 0 || compare(message, all[i - 1]) !== 0);
  }
};

/** The contents after one send without regard to capacity. A set that has the message stays as it is. */
export const put = (discipline: Discipline, held: Held, message: unknown): Held =>
  arrange(discipline, [...held, message]);

export type Delivery = { readonly message: unknown; readonly rest: Held };

/** What can be received: the oldest of a fifo, each different message of a bag or set. */
export const deliveries = (discipline: Discipline, held: Held): ReadonlyArray<Delivery> => {
  const all = held.map((message, i) => ({ message, rest: held.toSpliced(i, 1) }));
  return discipline === "fifo"
    ? all.slice(0, 1)
    : all.filter(({ message }, i) => i === 0 || compare(message, held[i - 1]) !== 0);
};
