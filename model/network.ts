/** The channels between the entities, and what the network may do to signalling: lose it, repeat it, reorder it. */
import type { ChannelOptions, Rule } from "../checker/system.js";
import type { Options } from "./options.js";
import { type Channels, type DataWire, type SignalWire, words } from "./state.js";
import type { MobileNode, Packet, Signal } from "./vocabulary.js";

const { receive } = words;

/** Between the mobility entities, and on the links: UDP and ICMP, unprotected against the network. */
const unreliable = (mobileNodes: ReadonlyArray<MobileNode>): ReadonlyArray<SignalWire> => [
  "pPMA>HA",
  "nPMA>HA",
  "HA>pPMA",
  "HA>nPMA",
  "pPMA>nPMA",
  "nPMA>pPMA",
  ...mobileNodes.flatMap((mn) => [`pPMA>${mn}`, `nPMA>${mn}`, `${mn}>pPMA`, `${mn}>nPMA`] as const),
];

/** AAA runs over a reliable transport (RFC 6733 §2.1): no losses, no copies, no reordering. */
const reliable: ReadonlyArray<SignalWire> = ["pPMA>AAA", "nPMA>AAA", "AAA>pPMA", "AAA>nPMA"];

const dataWires: ReadonlyArray<DataWire> = [
  "data CN>HA",
  "data HA>CN",
  "data HA>pPMA",
  "data HA>nPMA",
  "data pPMA>HA",
  "data nPMA>HA",
  "data pPMA>nPMA",
  "data nPMA>pPMA",
  "data pPMA>PoA",
  "data nPMA>PoA",
  "data PoA>pPMA",
  "data PoA>nPMA",
];

/** The wires on which a mobile node and nPMA reach each other before the move. One loss is a loss wherever it happens. */
const carriers: ReadonlyArray<DataWire> = ["data PoA>pPMA", "data nPMA>HA"];

/** Two messages in each direction; a sender waits where there is no room. */
const capacity = 2;

/**
 * User data keeps its order on each hop, so that what arrives out of order is the protocol's doing. Nothing orders data
 * and signalling against each other: IP does not.
 */
export const channels = (options: Options): { readonly [W in keyof Channels]: ChannelOptions<Channels[W]> } => {
  const fifo = <M>(): ChannelOptions<M> => ({ discipline: "fifo", capacity, whenFull: "block" });
  const signalling: ChannelOptions<Signal> = {
    discipline: options.reordering ? "bag" : "fifo",
    capacity,
    whenFull: "block",
  };
  const entries: ReadonlyArray<readonly [string, ChannelOptions<Signal> | ChannelOptions<Packet>]> = [
    ...unreliable(["MN", "MN2"]).map((wire) => [wire, signalling] as const),
    ...reliable.map((wire) => [wire, fifo<Signal>()] as const),
    ...dataWires.map((wire) => [wire, fifo<Packet>()] as const),
  ];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the three lists are all names of Channels
  return Object.fromEntries(entries) as { readonly [W in keyof Channels]: ChannelOptions<Channels[W]> };
};

/** What the labels of faults say. */
export const lost = (wire: SignalWire): string => `loses what ${wire.replace(">", " sent to ")}`;
export const duplicated = (wire: SignalWire): string => `repeats what ${wire.replace(">", " sent to ")}`;

/** F-01. */
const lose = (wire: SignalWire): Rule =>
  receive(
    `network.lose(${wire})`,
    wire,
    ["faults"],
    ({ faults }, message) =>
      faults.loss > 0
        ? [
            {
              label: { entity: "network", does: lost(wire), received: message },
              next: { faults: { ...faults, loss: faults.loss - 1 } },
            },
          ]
        : [],
    { sources: ["F-01"] },
  );

/** F-01, of signalling that travels as user data does: PANA with nPAA, the trigger to nPMA. */
const loseOnItsWay = (wire: DataWire): Rule =>
  receive(
    `network.lose(${wire})`,
    wire,
    ["faults"],
    ({ faults }, packet) =>
      faults.loss > 0 && packet.payload.type !== "probe"
        ? [
            {
              label: { entity: "network", does: `loses a ${packet.payload.type}`, mn: packet.payload.mn, packet },
              next: { faults: { ...faults, loss: faults.loss - 1 } },
            },
          ]
        : [],
    { sources: ["F-01"] },
  );

/** F-02. */
const duplicate = (wire: SignalWire): Rule =>
  receive(
    `network.duplicate(${wire})`,
    wire,
    ["faults"],
    ({ faults }, message) =>
      faults.duplication > 0
        ? [
            {
              label: { entity: "network", does: duplicated(wire), received: message },
              next: { faults: { ...faults, duplication: faults.duplication - 1 } },
              send: [
                { to: wire, message },
                { to: wire, message },
              ],
            },
          ]
        : [],
    { sources: ["F-02"] },
  );

export const networkRules = (mobileNodes: ReadonlyArray<MobileNode>, options: Options): ReadonlyArray<Rule> => {
  const wires = unreliable(mobileNodes).filter(
    (wire) => options.handover === "mpa" || (wire !== "pPMA>nPMA" && wire !== "nPMA>pPMA"),
  );
  const ofMpa = options.handover === "mpa";
  return [
    ...(options.loss > 0 ? [...wires.map(lose), ...(ofMpa ? carriers.map(loseOnItsWay) : [])] : []),
    ...(options.duplication > 0 ? wires.map(duplicate) : []),
  ];
};
