/** Every kind of deviation that the recordings show, by its requirement and its words (# for figures), and why it is one. */
export const kinds: ReadonlyArray<{ readonly id: string; readonly words: string; readonly because: string }> = [
  {
    id: "R-03",
    words: "acknowledges a de-registration by another MAG than the registered one, which is to be ignored",
    because:
      "OPMIP's LMA, and OAI's in one run, answers a late de-registration of the previous MAG with status 0; RFC 5213 §5.3.5(1) has it ignored. The binding stays, so that only the answer is wrong.",
  },
  {
    id: "R-01i",
    words: "accepts a PBU that is not newer than one accepted before",
    because:
      "Both LMAs compare the sequence number within one MAG's PBUs at most; a PBU of the other MAG with a lower or equal number is taken, where RFC 5213 §5.5 asks for 135 (156, 157 with timestamps).",
  },
  {
    id: "PMIP-5.6.2-1",
    words: "tunnels a packet to a MAG that is not registered",
    because:
      "OAI's LMA sends one packet to the MAG that has just been replaced: its route lags behind the acknowledgement that it has sent (RFC 5213 §5.6.2).",
  },
  {
    id: "PMIP-5.3.6-1",
    words: "a PBA without flag P (RFC # §#.#)",
    because: "OAI's LMA answers PBUs with P = 0; RFC 5213 §5.3.6 and §8.2 have the flag set in every PBA.",
  },
  {
    id: "PMIP-5.3.6-1",
    words: "the Home Network Prefix option begins at #n+#, not at #n+# (RFC # §#)",
    because:
      "The option has an alignment requirement of 8n+4 (RFC 5213 §8.3); OPMIP writes options one after the other and pads at the end.",
  },
  {
    id: "PMIP-6.9.1.5-1",
    words: "the Home Network Prefix option begins at #n+#, not at #n+# (RFC # §#)",
    because: "As in the LMA's answers: no padding before the option, which is to begin at 8n+4 (RFC 5213 §8.3).",
  },
  {
    id: "PMIP-5.3.6-1",
    words: "the Timestamp option begins at #n+#, not at #n+# (RFC # §#)",
    because: "The option has an alignment requirement of 8n+2 (RFC 5213 §8.8); the simulator pads for another one.",
  },
  {
    id: "PMIP-6.9.1.5-1",
    words: "the Timestamp option begins at #n+#, not at #n+# (RFC # §#)",
    because: "The option has an alignment requirement of 8n+2 (RFC 5213 §8.8); the simulator pads for another one.",
  },
  {
    id: "PMIP-5.3.6-1",
    words: "the Timestamp option goes on beyond the end that the message's length gives (RFC # §#.#, §#)",
    because:
      "OAI's Header Len is four octets too small for what it sends: the last option is cut by the message's own length (RFC 6275 §6.1.1), although the packet has its octets.",
  },
  {
    id: "PMIP-6.9.1.5-1",
    words: "the Timestamp option goes on beyond the end that the message's length gives (RFC # §#.#, §#)",
    because: "As in the LMA's answers: the Header Len does not cover the last option (RFC 6275 §6.1.1).",
  },
  {
    id: "PMIP-5.3.6-1",
    words: "the checksum is zero: the receiver discards it (RFC # §#.#, §#)",
    because: "The simulator writes no checksum; RFC 6275 §9.2 has the receiver silently discard such a message.",
  },
  {
    id: "PMIP-6.9.1.5-1",
    words: "the checksum is zero: the receiver discards it (RFC # §#.#, §#)",
    because: "The simulator writes no checksum; RFC 6275 §9.2 has the receiver silently discard such a message.",
  },
  {
    id: "PMIP-5.3.6-2",
    words: "a PBA without Access Technology Type option (RFC # §#.#)",
    because: "OAI's LMA leaves the option out; RFC 5213 §5.3.6 has the PBA carry that of the PBU.",
  },
  {
    id: "PMIP-5.3.6-2",
    words: "a PBA without Handoff Indicator option (RFC # §#.#)",
    because: "OAI's LMA leaves the option out; RFC 5213 §5.3.6 has the PBA carry that of the PBU.",
  },
  {
    id: "PMIP-5.3.6-2",
    words: "without the PBU's Mobile Node Link-layer Identifier option (RFC # §#.#)",
    because: "OPMIP's LMA does not send back the identifier that OAI's MAG had sent; RFC 5213 §5.3.6 has it copied.",
  },
  {
    id: "PMIP-5.5-S1",
    words: "without timestamp, sequence number # of mag# does not follow # of mag# (RFC # §#)",
    because:
      "Without timestamps the sequence numbers order the PBUs of both MAGs, which needs the number to be transferred between them (RFC 5213 §5.5); here each MAG counts for itself.",
  },
  {
    id: "PMIP-5.5-T2",
    words: "its timestamp is # s after that of the MAG's first PBU, sent # s before (RFC # §#(#), §#)",
    because:
      "The simulator's timestamps run about fifteen times too fast: its fraction is not in units of 1/65536 s (RFC 5213 §8.8).",
  },
  {
    id: "PMIP-6.6-1",
    words: "a mobile node identifier of # NULs, with the subtype of a NAI (RFC # §#)",
    because: "OAI's fork sends a buffer that nobody filled; subtype 1 is a NAI (RFC 4283 §3.1), which is never empty.",
  },
  {
    id: "PMIP-6.6-1",
    words: "mobile node identifier # is no NAI, but has its subtype (RFC # §#)",
    because: "OAI's MAG sends eight octets of a link-layer address under subtype 1, which is a NAI (RFC 4283 §3.1).",
  },
  {
    id: "PMIP-6.6-1",
    words: "mobile node identifier #d#e#d#c#e#e# is no NAI, but has its subtype (RFC # §#)",
    because: "OAI's fork pads the NAI with NULs to 63 octets: they are part of the identifier then (RFC 4283 §3).",
  },
  {
    id: "PMIP-6.9.1.1-4",
    words: "handoff indicator # is not assigned (RFC # §#.#(#), §#)",
    because: "The simulator sends 6; RFC 5213 §8.4 assigns 1 to 5.",
  },
  {
    id: "PMIP-6.9.1.3-1",
    words: "an extension of the life time with handoff indicator #, not # (RFC # §#.#)",
    because: "OAI sends 3 and the simulator 6 in refreshes as well, OPMIP 4 once; RFC 5213 §6.9.1.3 asks for 5.",
  },
  {
    id: "PMIP-6.9.1.4-1",
    words: "a de-registration with handoff indicator #, not # (RFC # §#.#)",
    because: "OAI sends 3 in every PBU; RFC 5213 §6.9.1.4 asks for 4 in a de-registration.",
  },
  {
    id: "PMIP-6.9.1.5-1",
    words: "access technology type # is reserved (RFC # §#.#(#), §#)",
    because: "OPMIP's MAG sends 0 whatever the link is; RFC 5213 §8.5 reserves it.",
  },
  {
    id: "PMIP-6.9.4-3",
    words: "repeated # s after the last time, which was # s after the one before: not doubled (RFC # §#.#(#))",
    because:
      "OPMIP's MAG waits half as long again each time, OAI's always the same; RFC 5213 §6.9.4(3) has the interval doubled.",
  },
  {
    id: "PMIP-6.9.4-4",
    words: "a repeated PBU with sequence number #, not greater than # (RFC # §#.#(#))",
    because: "OPMIP's MAG repeats the PBU octet by octet; RFC 5213 §6.9.4(4) asks for a new number or timestamp.",
  },
];
