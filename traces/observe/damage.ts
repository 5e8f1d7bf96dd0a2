/**
 * Messages that are not as they were sent. A receiver discards what has a wrong checksum (RFC 6275 §9.2, RFC 4861 §6.1);
 * where nearly all others are right, the few wrong ones say nothing of their senders either. Not taken for damaged: what is
 * answered, what has no checksum at all, and what one implementation does wrong again and again.
 */
import type { MessageSeen } from "./messages.js";
import type { NeighbourSeen } from "./neighbours.js";

export type Sound = {
  readonly messages: ReadonlyArray<MessageSeen>;
  readonly neighbours: ReadonlyArray<NeighbourSeen>;
  /** How many were left out. */
  readonly damaged: number;
};

/** That many right ones for each wrong one. */
const MOSTLY = 4;

/** Leaves out what is wrong, if little is. */
const without = <T>(
  all: ReadonlyArray<T>,
  isOk: (one: T) => boolean | undefined,
  isExcused: (one: T) => boolean,
): ReadonlyArray<T> => {
  const right = all.filter((one) => isOk(one) === true).length;
  const wrong = all.filter((one) => isOk(one) === false).length;
  return wrong > 0 && right >= MOSTLY * wrong ? all.filter((one) => isOk(one) !== false || isExcused(one)) : all;
};

export const soundOf = (all: Pick<Sound, "messages" | "neighbours">): Sound => {
  const answered = new Set(
    all.messages.flatMap(({ source, destination, mobility: { message } }) =>
      message.type === "BA" ? [`${destination}>${source} ${message.sequence}`] : [],
    ),
  );
  const isAnswered = ({ source, destination, mobility: { message } }: MessageSeen): boolean =>
    message.type === "BU" && answered.has(`${source}>${destination} ${message.sequence}`);
  const messages = without(
    all.messages,
    ({ mobility: { checksumOk } }) => checksumOk,
    (one) => one.mobility.checksum === 0 || isAnswered(one),
  );
  const neighbours = without(
    all.neighbours,
    ({ checksumOk }) => checksumOk,
    () => false,
  );
  const damaged = all.messages.length - messages.length + all.neighbours.length - neighbours.length;
  return { messages, neighbours, damaged };
};
