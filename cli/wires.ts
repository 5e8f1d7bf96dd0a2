/** The channels of the handover model as arrows between entities. */
import { tellPacket, tellSignal } from "../model/tell.js";
import { type Packet, type Signal, pmas, poaOf } from "../model/vocabulary.js";
import type { Wire } from "../report/verify.js";

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the checker forgets the type of a message; a signalling channel holds nothing else
const asSignal = (message: unknown): Signal => message as Signal;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- and a data channel nothing but packets
const asPacket = (message: unknown): Packet => message as Packet;

/** `data pPMA>PoA` is pPMA's own link; the entity at its other end is pPoA. */
const at = (end: string, other: string): string => {
  const pma = pmas.find((name) => name === other);
  return end === "PoA" && pma !== undefined ? poaOf(pma) : end;
};

/** Channels are named by their ends: `HA>pPMA` for signalling, `data HA>pPMA` for packets. */
export const wire = (component: string): Wire | undefined => {
  const [, data, from, to] = /^(data )?(\w+)>(\w+)$/.exec(component) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const ends = { from: at(from, to), to: at(to, from) };
  return data === undefined
    ? { ...ends, kind: "signal", what: (message) => tellSignal(asSignal(message)) }
    : { ...ends, kind: "data", what: (message) => tellPacket(asPacket(message)) };
};
