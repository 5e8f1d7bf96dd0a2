/** Encapsulation (RFC 2473) and the words for what happens to a packet on its way. */
import {
  type Address,
  type Entity,
  type Event,
  type Header,
  type LossCause,
  type MobileNode,
  type Packet,
  type Prefix,
  type Probe,
  prefixes,
} from "./vocabulary.js";

export const isPrefix = (address: Address): address is Prefix => prefixes.some((prefix) => prefix === address);

export const encapsulate = (packet: Packet, source: Address, destination: Address): Packet => ({
  headers: [{ source, destination }, ...packet.headers],
  payload: packet.payload,
});

/** The outer header and the packet inside; no outer header if there is only one. A link's frame ends here too. */
export const decapsulate = (packet: Packet): { readonly outer: Header | undefined; readonly inner: Packet } => {
  const [outer, ...rest] = packet.headers;
  return rest.length === 0
    ? { outer: undefined, inner: { headers: packet.headers, payload: packet.payload } }
    : { outer, inner: { headers: rest, payload: packet.payload } };
};

export const onLink = (packet: Packet, mn: MobileNode): Packet => ({
  headers: packet.headers,
  payload: packet.payload,
  link: mn,
});

export const probeName = ({ direction, mn, number }: Probe): string => `${direction} ${mn} ${number}`;

/** The label of a packet's step. What is not user data leaves no loss behind: its sender repeats it. */
export const hop = (entity: Entity, does: string, packet: Packet, cause?: LossCause): Event => ({
  entity,
  does,
  mn: packet.payload.mn,
  packet,
  ...(cause === undefined
    ? {}
    : packet.payload.type === "probe"
      ? { lost: { probe: packet.payload, cause } }
      : { discarded: cause }),
});
