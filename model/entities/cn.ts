/** The correspondent node: the source of downlink packets, and where uplink packets end. */
import type { Rule } from "../../checker/system.js";
import { owed } from "../fairness.js";
import type { Options } from "../options.js";
import { hop } from "../packets.js";
import { type CorrespondentNode, words } from "../state.js";
import type { MobileNode, Packet } from "../vocabulary.js";
import { homePrefix } from "./lma-processing.js";

const { rule, receive } = words;

export const correspondentNode: CorrespondentNode = { MN: 0, MN2: 0 };

/** A packet to the HoA that the mobile node has from the start; the CN learns of no other. */
const send = (mn: MobileNode, options: Options): Rule =>
  rule(
    `CN.send(${mn})`,
    { CN: "CN", mobileNode: mn },
    ({ CN, mobileNode }) => {
      // Before the mobile node has configured its HoA there is nobody to send to.
      const known = mobileNode.hoa !== "none";
      if (CN[mn] >= options.downlinkProbes || !known) return [];
      const probe = { type: "probe", direction: "down", mn, number: CN[mn] + 1 } as const;
      const packet: Packet = { headers: [{ source: "CN", destination: homePrefix[mn] }], payload: probe };
      return [
        {
          label: { ...hop("CN", "sends a packet", packet), injected: probe },
          next: { CN: { ...CN, [mn]: CN[mn] + 1 } },
          send: [{ to: "data CN>HA", message: packet }],
        },
      ];
    },
    { sources: ["S1 §2.1.1", "B12"] },
  );

const take = receive(
  "CN.receive",
  "data HA>CN",
  [],
  (_, packet) =>
    packet.payload.type === "probe"
      ? [{ label: { ...hop("CN", "receives a packet", packet), delivered: packet.payload } }]
      : [{ label: hop("CN", "drops a packet", packet, "no such address") }],
  { sources: ["RFC 5213 §5.6.2"] },
);

export const cnRules = (mobileNodes: ReadonlyArray<MobileNode>, options: Options): ReadonlyArray<Rule> => [
  ...(options.downlinkProbes > 0 ? mobileNodes.map((mn) => send(mn, options)) : []),
  ...(options.uplinkProbes > 0 ? owed([take]) : []),
];
