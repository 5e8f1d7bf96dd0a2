/**
 * What is kept of one run at most: a hostile capture must not fill the memory. Where one of them is reached, what comes
 * beyond is not observed, and a note says so.
 */
export const LIMITS = {
  /** Captures, and interfaces of them. */
  points: 64,
  /** Mobility and PANA messages, sightings counted. */
  messages: 50_000,
  /** Router solicitations and advertisements, sightings counted. */
  neighbours: 50_000,
  /** Addresses with their link-layer addresses. */
  hosts: 4_096,
  /** Link-layer addresses of one point, when its own is looked for. */
  macs: 512,
  /** Directed flows of user packets. */
  flows: 2_048,
  /** Flows times the ways on which they were seen. */
  tracks: 8_192,
  /** Runs of consecutive numbers, of one flow on one way, and of all. */
  ranges: 16_384,
  allRanges: 1_000_000,
  /** CNs that are told apart. */
  peers: 32,
  /** Packets that are observed one by one: those that are lost, and those where a path changes. */
  packets: 100_000,
} as const;
