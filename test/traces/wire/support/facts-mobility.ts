import type { Mobility, MobilityMessage, MobilityOption } from "../../../../traces/wire/layers.js";
import type { Row } from "./fact.js";
import { showHex } from "./hex.js";

/** The names of whole options, of those that the analyser shows as such. */
const OPTION_NAMES = new Map([
  [0, "pad1"],
  [1, "padn"],
  [2, "bra"],
  [3, "acoa"],
  [4, "ni"],
  [5, "bad_auth"],
  [8, "mnid"],
  [22, "hnp"],
  [23, "hi"],
  [24, "att"],
  [25, "mnlli"],
  [26, "lla"],
  [27, "ts"],
  [28, "rc"],
  [33, "grek"],
]);

const optionFields = (o: MobilityOption): Row[] => {
  const v = o.at + 2;
  switch (o.option) {
    case "PadN":
      return o.data.length === 0 ? [] : [["mip6.padn", v, o.data]];
    case "binding-refresh-advice":
      return [["mip6.bra.interval", v, o.interval]];
    case "alternate-care-of-address":
      return [["mip6.acoa.acoa", v, o.address]];
    case "nonce-indices":
      return [
        ["mip6.ni.hni", v, o.home],
        ["mip6.ni.cni", v + 2, o.careOf],
      ];
    case "binding-authorisation-data":
      return [["mip6.bad.auth", v, o.authenticator]];
    case "MN-ID":
      return [
        ["mip6.mnid.subtype", v, o.subtype],
        ["mip6.mnid.identifier", v + 1, o.identifier],
      ];
    case "HNP":
      return [
        ["mip6.nemo.mnp.pfl", v + 1, o.prefixLength],
        ["mip6.nemo.mnp.mnp", v + 2, o.prefix],
      ];
    case "HI":
      return [
        ["mip6.hi.reserved", v, o.reserved],
        ["mip6.hi", v + 1, o.indicator],
      ];
    case "ATT":
      return [
        ["mip6.att.reserved", v, o.reserved],
        ["mip6.att", v + 1, o.technology],
      ];
    case "MN-LLID":
      return [
        ["mip6.mnlli.reserved", v, o.reserved],
        ["mip6.mnlli.lli", v + 2, o.identifier],
      ];
    case "link-local-address":
      return [["mip6.lila_lla", v, o.address]];
    case "timestamp":
      return [["mip6.timestamp_tmp", v, (BigInt(o.seconds) * 65536n + BigInt(o.fraction)).toString(16)]];
    case "restart-counter":
      return [["mip6.rc", v, o.counter]];
    case "GRE-key":
      return o.key === undefined ? [] : [["mip6.gre_key", v + 2, o.key]];
    case "Pad1":
    case "transient-binding":
    case "other":
    case "malformed":
      return [];
  }
};

const mobilityOption = (o: MobilityOption): Row[] => {
  const name = OPTION_NAMES.get(o.type);
  const whole = o.type === 0 ? "00" : showHex(Uint8Array.of(o.type, o.data.length, ...o.data));
  return [
    ...(name === undefined ? [] : [[`mip6.options.${name}`, o.at, whole] as const]),
    ...(o.type === 0 ? [] : [["mip6.mobility_opt.len", o.at + 1, o.data.length] as const]),
    ...optionFields(o),
  ];
};

const bit = (flags: number, value: number) => ((flags & value) === 0 ? 0 : 1);

const mobilityFixed = (m: MobilityMessage, at: number): Row[] => {
  switch (m.type) {
    case "HoTI":
      return [["mip6.hoti.cookie", at + 8, m.cookie]];
    case "CoTI":
      return [["mip6.coti.cookie", at + 8, m.cookie]];
    case "HoT":
      return [
        ["mip6.hot.nindex", at + 6, m.nonceIndex],
        ["mip6.hot.cookie", at + 8, m.cookie],
        ["mip6.hot.token", at + 16, m.keygenToken],
      ];
    case "CoT":
      return [
        ["mip6.cot.nindex", at + 6, m.nonceIndex],
        ["mip6.cot.cookie", at + 8, m.cookie],
        ["mip6.hot.token", at + 16, m.keygenToken],
      ];
    case "BU":
      return [
        ["mip6.bu.seqnr", at + 6, m.sequence],
        ["mip6.bu.a_flag", at + 8, bit(m.flags, 0x8000)],
        ["mip6.bu.h_flag", at + 8, bit(m.flags, 0x4000)],
        ["mip6.bu.l_flag", at + 8, bit(m.flags, 0x2000)],
        ["mip6.bu.k_flag", at + 8, bit(m.flags, 0x1000)],
        ["mip6.bu.m_flag", at + 8, bit(m.flags, 0x0800)],
        ["mip6.nemo.bu.r_flag", at + 8, bit(m.flags, 0x0400)],
        ["mip6.bu.p_flag", at + 8, bit(m.flags, 0x0200)],
        ["mip6.bu.lifetime", at + 10, m.lifetime],
      ];
    case "BA":
      return [
        ["mip6.ba.status", at + 6, m.status],
        ["mip6.ba.k_flag", at + 7, bit(m.flags, 0x80)],
        ["mip6.nemo.ba.r_flag", at + 7, bit(m.flags, 0x40)],
        ["mip6.ba.p_flag", at + 7, bit(m.flags, 0x20)],
        ["mip6.ba.seqnr", at + 8, m.sequence],
        ["mip6.ba.lifetime", at + 10, m.lifetime],
      ];
    case "BE":
      return [
        ["mip6.be.status", at + 6, m.status],
        ["mip6.be.haddr", at + 8, m.homeAddress],
      ];
    case "FBU":
      return [
        ["mip6.fbu.seqnr", at + 6, m.sequence],
        ["mip6.fbu.a_flag", at + 8, bit(m.flags, 0x8000)],
        ["mip6.fbu.h_flag", at + 8, bit(m.flags, 0x4000)],
        ["mip6.fbu.l_flag", at + 8, bit(m.flags, 0x2000)],
        ["mip6.fbu.k_flag", at + 8, bit(m.flags, 0x1000)],
        ["mip6.fbu.lifetime", at + 10, m.lifetime],
      ];
    case "FBack":
      return [
        ["mip6.fback.status", at + 6, m.status],
        ["mip6.fback.k_flag", at + 7, bit(m.flags, 0x80)],
        ["mip6.fback.seqnr", at + 8, m.sequence],
        ["mip6.fback.lifetime", at + 10, m.lifetime],
      ];
    case "heartbeat":
      return [
        ["mip6.hb.u_flag", at + 7, bit(m.flags, 2)],
        ["mip6.hb.r_flag", at + 7, bit(m.flags, 1)],
        ["mip6.hb.seqnr", at + 8, m.sequence],
      ];
    case "HI":
      return [
        ["mip6.hi.seqnr", at + 6, m.sequence],
        ["mip6.hi.s_flag", at + 8, bit(m.flags, 0x80)],
        ["mip6.hi.u_flag", at + 8, bit(m.flags, 0x40)],
        ["mip6.hi.code", at + 9, m.code],
      ];
    case "HAck":
      return [
        ["mip6.hack.seqnr", at + 6, m.sequence],
        ["mip6.hack.code", at + 9, m.code],
      ];
    case "BRI":
    case "BRA": {
      const [kind, code, letter] = m.type === "BRI" ? ([1, "r.trigger", "i"] as const) : ([2, "status", "a"] as const);
      return [
        ["mip6.bri_br.type", at + 6, kind],
        [`mip6.bri_${code}`, at + 7, m.code],
        ["mip6.bri_seqnr", at + 8, m.sequence],
        [`mip6.bri_${letter}p`, at + 10, bit(m.flags, 0x8000)],
        [`mip6.bri_${letter}v`, at + 10, bit(m.flags, 0x4000)],
        [`mip6.bri_${letter}g`, at + 10, bit(m.flags, 0x2000)],
      ];
    }
    case "BRR":
    case "other":
      return [];
  }
};

export const mobilityRows = (m: Mobility): Row[] => [
  ["mip6.proto", m.at, m.payloadProto],
  ["mip6.hlen", m.at + 1, m.headerLength],
  ["mip6.mhtype", m.at + 2, m.mhType],
  ["mip6.reserved", m.at + 3, m.reserved],
  ["mip6.csum", m.at + 4, m.checksum],
  ...mobilityFixed(m.message, m.at),
  ...(m.message.type === "other" ? [] : m.message.options.flatMap(mobilityOption)),
];
