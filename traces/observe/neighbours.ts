/** Router Solicitations and Advertisements as they are kept. */
import { macText } from "../wire/addresses.js";
import type { Icmpv6, Icmpv6Message, IpAddress, MacAddress } from "../wire/layers.js";
import { type Anatomy, type Link, isGroupMac } from "./anatomy.js";
import type { Stamp } from "./frame.js";
import { hex } from "./text.js";

export type NeighbourSeen = Stamp & {
  /** Equal for equal messages of the same sender: routers of several links may have one address. */
  readonly key: string;
  readonly link: Link;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly hopLimit: number;
  readonly code: number;
  readonly checksumOk: boolean | undefined;
  /** Of the sender, by the frame or by the option. */
  readonly mac: MacAddress | undefined;
  /** The one host that the frame is for. */
  readonly to: MacAddress | undefined;
  readonly message:
    | { readonly type: "RS" }
    | {
        readonly type: "RA";
        readonly routerLifetime: number;
        readonly prefixes: ReadonlyArray<{
          readonly prefix: IpAddress;
          readonly length: number;
          readonly validLifetime: number;
        }>;
      };
};

const sourceMac = (link: Link, message: Icmpv6Message): MacAddress | undefined => {
  if (link.tag !== "Bare" && link.source !== undefined) return link.source;
  if (!("options" in message)) return undefined;
  for (const option of message.options)
    if (option.option === "source-link-layer-address" && option.address.length >= 6) return macText(option.address, 0);
  return undefined;
};

const contentOf = (message: Icmpv6Message): string => {
  if (!("options" in message)) return "";
  return message.options
    .map((option) =>
      Object.values(option)
        .map((value) => (value instanceof Uint8Array ? hex(value) : String(value)))
        .join(" "),
    )
    .join("|");
};

/** Undefined if the message is neither. */
export const keepNeighbour = (
  stamp: Stamp,
  { link, ip }: Anatomy,
  { code, checksum, checksumOk, message }: Icmpv6,
): NeighbourSeen | undefined => {
  if (message.type !== "router-solicitation" && message.type !== "router-advertisement") return undefined;
  const mac = sourceMac(link, message);
  return {
    ...stamp,
    key: `${mac ?? ""} ${ip.source}>${ip.destination} ${message.type} ${checksum} ${contentOf(message)}`,
    link,
    source: ip.source,
    destination: ip.destination,
    hopLimit: ip.layer === "ipv6" ? ip.hopLimit : ip.timeToLive,
    code,
    checksumOk,
    mac,
    to: link.tag === "Ethernet" && !isGroupMac(link.destination) ? link.destination : undefined,
    message:
      message.type === "router-solicitation"
        ? { type: "RS" }
        : {
            type: "RA",
            routerLifetime: message.routerLifetime,
            prefixes: message.options.flatMap((option) =>
              option.option === "prefix-information"
                ? [{ prefix: option.prefix, length: option.prefixLength, validLifetime: option.validLifetime }]
                : [],
            ),
          },
  };
};
