/** A dissected frame as observation looks at it: how it came, through which tunnels, and what is inside. */
import { macText } from "../wire/addresses.js";
import type { Dissection, Ipv4, Ipv6, IpAddress, Layer, MacAddress } from "../wire/layers.js";

export type Link =
  | { readonly tag: "Ethernet"; readonly source: MacAddress; readonly destination: MacAddress }
  /** Link types 113 and 276: all interfaces of one host, each packet once per interface. */
  | {
      readonly tag: "Cooked";
      readonly isOutgoing: boolean;
      /** A tunnel's own device, which shows what is inside: the same packet is seen again with its outer header. */
      readonly isTunnel: boolean;
      readonly source: MacAddress | undefined;
    }
  | { readonly tag: "Bare" };

/** An outer header. */
export type Ends = { readonly source: IpAddress; readonly destination: IpAddress };

export type Anatomy = {
  readonly link: Link;
  /** Outermost first. */
  readonly tunnels: ReadonlyArray<Ends>;
  readonly ip: Ipv6 | Ipv4;
  /** What the innermost packet carries: the first layer that is not a header of its own kind. */
  readonly upper: Layer | undefined;
  /** What follows a UDP header. */
  readonly payload: Uint8Array | undefined;
  /** Of a destination option, of a type 2 routing header. */
  readonly homeAddress: IpAddress | undefined;
  readonly routed: IpAddress | undefined;
  /** The capture kept less than there was. */
  readonly isCut: boolean;
};

const NO_LINK: Link = { tag: "Bare" };
const NO_TUNNELS: ReadonlyArray<Ends> = [];
/** ARPHRD_TUNNEL, ARPHRD_TUNNEL6, ARPHRD_SIT, ARPHRD_IPGRE, ARPHRD_IP6GRE, ARPHRD_NONE. */
const TUNNEL_DEVICES: ReadonlySet<number> = new Set([768, 769, 776, 778, 823, 65534]);

const NOTHING = { homeAddress: undefined, routed: undefined } as const;

/** Undefined if there is no IP packet in it. */
export const anatomy = ({ layers, problem }: Dissection): Anatomy | undefined => {
  let link: Link = NO_LINK;
  let tunnels = NO_TUNNELS;
  let ip: Ipv6 | Ipv4 | undefined;
  let found: { homeAddress: IpAddress | undefined; routed: IpAddress | undefined } = NOTHING;
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i];
    if (layer === undefined) break;
    switch (layer.layer) {
      case "ethernet":
        link = { tag: "Ethernet", source: layer.source, destination: layer.destination };
        break;
      case "linux-cooked":
        link = {
          tag: "Cooked",
          isOutgoing: layer.packetType === 4,
          isTunnel: TUNNEL_DEVICES.has(layer.hardwareType),
          source: layer.addressLength === 6 ? macText(layer.address, 0) : undefined,
        };
        break;
      case "ipv6":
      case "ipv4":
        if (ip !== undefined) tunnels = [...tunnels, { source: ip.source, destination: ip.destination }];
        ip = layer;
        found = NOTHING;
        break;
      case "destination-options":
        for (const option of layer.options)
          if (option.option === "home-address") found = { ...found, homeAddress: option.address };
        break;
      case "routing":
        if (layer.homeAddress !== undefined) found = { ...found, routed: layer.homeAddress };
        break;
      case "fragment":
        if (layer.offset === 0) break;
        return ip === undefined
          ? undefined
          : { link, tunnels, ip, upper: layer, payload: undefined, ...found, isCut: true };
      case "udp":
      case "icmpv6":
      case "mobility":
      case "payload":
      case "esp": {
        if (ip === undefined) return undefined;
        const next = layers[i + 1];
        const payload = layer.layer === "udp" && next?.layer === "payload" ? next.data : undefined;
        return { link, tunnels, ip, upper: layer, payload, ...found, isCut: problem?.truncated === true };
      }
      case "vlan":
      case "loopback":
      case "hop-by-hop":
      case "authentication-header":
      case "gre":
        break;
    }
  }
  return ip === undefined
    ? undefined
    : { link, tunnels, ip, upper: undefined, payload: undefined, ...found, isCut: problem?.truncated === true };
};

export const isMulticast = (address: IpAddress): boolean => address.startsWith("ff");
export const isLinkLocal = (address: IpAddress): boolean => /^fe[89ab]/.test(address);
export const isGlobal = (address: IpAddress): boolean =>
  address !== "::" && address !== "::1" && !isMulticast(address) && !isLinkLocal(address);
/** Of a group or broadcast link-layer address the lowest bit of the first octet is set. Hexadecimal, in small letters. */
export const isGroupMac = (mac: MacAddress): boolean => {
  const digit = mac.charCodeAt(1);
  return ((digit < 0x3a ? digit : digit + 1) & 1) === 1;
};
