/** What is compared with another analyser, and where and why the two differ. */
import type { Dissection, Layer } from "../../../../traces/wire/layers.js";
import type { Frame } from "./captures.js";
import type { Facts } from "./fact.js";

/** The analyser's names of all fields that are compared. */
export const NAMES = new Set(
  `eth.dst eth.src eth.type eth.len vlan.priority vlan.dei vlan.id vlan.etype vlan.len
  sll.pkttype sll.hatype sll.halen sll.etype sll.src.eth sll.ifindex
  ipv6.tclass ipv6.flow ipv6.plen ipv6.nxt ipv6.hlim ipv6.src ipv6.dst
  ip.dsfield ip.len ip.id ip.flags ip.frag_offset ip.ttl ip.proto ip.checksum ip.src ip.dst
  ipv6.hopopts.nxt ipv6.hopopts.len ipv6.dstopts.nxt ipv6.dstopts.len ipv6.opt.type ipv6.opt.length ipv6.opt.padn
  ipv6.opt.tel ipv6.opt.mipv6.home_address
  ipv6.routing.nxt ipv6.routing.len ipv6.routing.type ipv6.routing.segleft ipv6.routing.mipv6.home_address
  ipv6.fraghdr.nxt ipv6.fraghdr.reserved_octet ipv6.fraghdr.offset ipv6.fraghdr.reserved_bits ipv6.fraghdr.more
  ipv6.fraghdr.ident
  ah.next_header ah.length ah.spi ah.sequence ah.icv gre.flags_and_version gre.proto gre.key gre.checksum gre.sequence_number
  esp.spi esp.sequence
  udp.srcport udp.dstport udp.length udp.checksum
  icmpv6.type icmpv6.code icmpv6.checksum icmpv6.checksum.status icmpv6.pointer icmpv6.reserved
  icmpv6.echo.identifier icmpv6.echo.sequence_number
  icmpv6.nd.ra.cur_hop_limit icmpv6.nd.ra.flag icmpv6.nd.ra.router_lifetime icmpv6.nd.ra.reachable_time
  icmpv6.nd.ra.retrans_timer icmpv6.nd.ns.target_address icmpv6.nd.na.flag icmpv6.nd.na.target_address
  icmpv6.opt.type icmpv6.opt.length icmpv6.opt.linkaddr icmpv6.opt.mtu icmpv6.opt.prefix.length icmpv6.opt.prefix.flag
  icmpv6.opt.prefix.valid_lifetime icmpv6.opt.prefix.preferred_lifetime icmpv6.opt.prefix
  mip6.proto mip6.hlen mip6.mhtype mip6.reserved mip6.csum
  mip6.bu.seqnr mip6.bu.a_flag mip6.bu.h_flag mip6.bu.l_flag mip6.bu.k_flag mip6.bu.m_flag mip6.nemo.bu.r_flag
  mip6.bu.p_flag mip6.bu.lifetime mip6.ba.status mip6.ba.k_flag mip6.nemo.ba.r_flag mip6.ba.p_flag mip6.ba.seqnr
  mip6.ba.lifetime mip6.hoti.cookie mip6.coti.cookie mip6.hot.nindex mip6.hot.cookie mip6.hot.token mip6.cot.nindex
  mip6.cot.cookie mip6.be.status mip6.be.haddr
  mip6.mobility_opt.len mip6.options.pad1 mip6.options.padn mip6.options.bra mip6.options.acoa mip6.options.ni
  mip6.options.bad_auth mip6.options.mnid mip6.options.hnp mip6.options.hi mip6.options.att mip6.options.mnlli
  mip6.options.lla mip6.options.ts mip6.padn mip6.bra.interval mip6.acoa.acoa mip6.ni.hni mip6.ni.cni mip6.bad.auth
  mip6.mnid.subtype mip6.mnid.identifier mip6.nemo.mnp.pfl mip6.nemo.mnp.mnp mip6.hi.reserved mip6.hi
  mip6.att.reserved mip6.att mip6.mnlli.reserved mip6.mnlli.lli mip6.lila_lla mip6.timestamp_tmp
  mip6.options.rc mip6.rc mip6.options.grek mip6.gre_key
  mip6.fbu.seqnr mip6.fbu.a_flag mip6.fbu.h_flag mip6.fbu.l_flag mip6.fbu.k_flag mip6.fbu.lifetime mip6.fback.status
  mip6.fback.k_flag mip6.fback.seqnr mip6.fback.lifetime mip6.hb.u_flag mip6.hb.r_flag mip6.hb.seqnr mip6.hi.seqnr
  mip6.hi.s_flag mip6.hi.u_flag mip6.hi.code mip6.hack.seqnr mip6.hack.code mip6.bri_br.type mip6.bri_r.trigger
  mip6.bri_status mip6.bri_seqnr mip6.bri_ip mip6.bri_iv mip6.bri_ig mip6.bri_ap mip6.bri_av mip6.bri_ag`.split(/\s+/),
);

/** Of no recorded frame, but of frames that are made. */
export const MADE_ONLY =
  /^(ah|gre\.(checksum|sequence)|esp|mip6\.(fbu|fback|hb|hi\.[^r]|hack|bri|rc|gre_key|options\.(rc|grek)))/;

export const nameOf = (key: string) => key.slice(0, key.indexOf("@"));

/** A frame of the recordings and what we make of it. */
export type Subject = { readonly frame: Frame; readonly capture: string; readonly dissection: Dissection };

export type Difference = {
  readonly name: string;
  readonly at: number;
  readonly ours?: string;
  readonly theirs?: string;
};

export const differences = (ours: Facts, theirs: Facts): Difference[] => {
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])].filter((key) => NAMES.has(nameOf(key)));
  return keys
    .filter((key) => ours.get(key) !== theirs.get(key))
    .map((key) => {
      const [mine, other] = [ours.get(key), theirs.get(key)];
      return {
        name: nameOf(key),
        at: Number(key.slice(key.indexOf("@") + 1)),
        ...(mine === undefined ? {} : { ours: mine }),
        ...(other === undefined ? {} : { theirs: other }),
      };
    });
};

/** The layer that a place is in, and the one before it; of a quoted packet, its layers. */
const layersAt = (layers: ReadonlyArray<Layer>, at: number): readonly [layer?: Layer, before?: Layer] => {
  const i = layers.findLastIndex((layer) => layer.at <= at);
  const [layer, before] = [layers[i], layers[i - 1]];
  if (layer?.layer === "icmpv6" && "about" in layer.message && layer.message.about.length > 0 && at >= layer.at + 8)
    return layersAt(layer.message.about, at);
  if (layer === undefined) return [];
  return before === undefined ? [layer] : [layer, before];
};

/** What a payload was announced as. */
const announced = (layer: Layer | undefined): string => {
  if (layer?.layer === "ethernet" || layer?.layer === "vlan") return `EtherType ${layer.etherType.toString(16)}`;
  if (layer?.layer === "ipv6") return `next header ${layer.nextHeader}`;
  if (layer?.layer !== "gre") return "something else";
  return (layer.flags & 7) === 0 ? `EtherType ${layer.protocol.toString(16)}` : `GRE version ${layer.flags & 7}`;
};

type Reason = {
  readonly why: string;
  /** In how many frames of the recordings. */
  readonly frames: number;
  readonly is: (difference: Difference, subject: Subject) => boolean;
};

/** It dissects what nobody here interprets. */
const beyond = (what: string, name: string, frames: number): Reason => ({
  why: `it dissects ${name} (${what}), which is payload here`,
  frames,
  is: ({ at, ours }, { dissection }) => {
    const [layer, before] = layersAt(dissection.layers, at);
    return ours === undefined && layer?.layer === "payload" && announced(before) === what;
  },
});

export const REASONS: ReadonlyArray<Reason> = [
  {
    why: "it goes on where a length lies, and shows headers that are not all there",
    frames: 33,
    is: ({ at, ours }, { frame, dissection: { rest } }) =>
      ours === undefined && rest !== undefined && at >= frame.bytes.length - rest.length,
  },
  {
    why: "it does not read an option that runs over the end of the message",
    frames: 172,
    is: ({ at, theirs }, { dissection }) => {
      const [layer] = layersAt(dissection.layers, at);
      if (theirs !== undefined || layer?.layer !== "mobility" || layer.message.type === "other") return false;
      const last = layer.message.options.at(-1);
      const end = layer.at + 8 * (layer.headerLength + 1);
      return last !== undefined && at >= last.at && last.at + 2 + last.data.length > end;
    },
  },
  {
    why: "it reads no option of a message that the capture cut",
    frames: 6,
    is: ({ name, theirs }, { dissection }) =>
      theirs === undefined && name.startsWith("mip6.") && dissection.problem?.truncated === true,
  },
  {
    why: "it reads an authentication header of 8 bytes, where 12 are the least (RFC 4302 section 2.2)",
    frames: 1,
    is: ({ at, ours }, { dissection }) => {
      const [layer, before] = layersAt(dissection.layers, at);
      return ours === undefined && layer?.layer === "payload" && announced(before) === "next header 51";
    },
  },
  {
    why: "it dissects ICMPv6 types that have no fields here",
    frames: 37,
    is: ({ at, ours }, { dissection }) => {
      const [layer] = layersAt(dissection.layers, at);
      return ours === undefined && layer?.layer === "icmpv6" && layer.message.type === "unknown";
    },
  },
  beyond("EtherType 8847", "MPLS", 2),
  beyond("EtherType 8864", "PPPoE", 20),
  beyond("EtherType 8909", "Cisco metadata", 20),
  beyond("GRE version 1", "PPTP", 1),
  beyond("next header 62", "mobility of drafts before RFC 3775", 8),
];
