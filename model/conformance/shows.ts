/** What a step of the model shows to an outsider who sees everything that a capture can show. */
import type { Pba, Pbu, RouterAdvertisement, RouterSolicitation } from "../vocabulary.js";
import type { Conformance, Seen, SeenLoss, SeenPacket, Shown } from "./seen.js";

/** Echoed options are judged message by message, not here: a PBA is known by what it decides. */
export const shownPba = ({ to, status, order, lifetime, hnp }: Pba): Shown => ({
  type: "PBA",
  to,
  status,
  order,
  lifetime,
  ...(status === 0 ? { hnp } : {}),
});

export const shownPbu = ({ from, order, lifetime, hnp, hi, att, llid }: Pbu): Shown => ({
  type: "PBU",
  from,
  order,
  lifetime,
  hnp,
  hi,
  att,
  llid,
});

export const shownRs = ({ type }: RouterSolicitation): Shown => ({ type });
export const shownRa = ({ router, hnp }: RouterAdvertisement): Shown => ({ type: "RA", router, hnp });
export const shownPacket = ({ direction, leg }: SeenPacket): Shown => ({ type: "packet", direction, leg });
export const shownLoss = ({ type, direction, at }: SeenLoss): Shown => ({ type, direction, at });

/** Which entities' sendings, and whether the mobile node's link, the captures of a run show. */
export type Coverage = {
  /** PBUs of these PMAs and the PBAs to them. */
  readonly pmas: ReadonlyArray<"pPMA" | "nPMA">;
  readonly link: boolean;
};

/** What is seen of a step. */
export const showsUnder =
  ({ pmas, link }: Coverage) =>
  (label: Conformance["label"]): ReadonlyArray<Shown> => {
    if (label.shown !== undefined) return [label.shown];
    const sent = (label.sent ?? []).flatMap((message) => {
      if (message.type === "PBU" && pmas.includes(message.from)) return [shownPbu(message)];
      if (message.type === "PBA" && pmas.includes(message.to)) return [shownPba(message)];
      return [];
    });
    const heard = label.received?.type === "RA" && label.entity === "MN" && link ? [shownRa(label.received)] : [];
    return [...sent, ...heard];
  };

/** What is shown by what is seen. */
export const shownOf = (seen: Seen): Shown => {
  switch (seen.type) {
    case "PBU":
      return shownPbu(seen);
    case "PBA":
      return shownPba(seen);
    case "RS":
      return shownRs(seen);
    case "RA":
      return shownRa(seen);
    case "packet":
      return shownPacket(seen);
    case "sets out":
    case "is lost":
      return shownLoss(seen);
    case "nothing":
      return {};
  }
};
