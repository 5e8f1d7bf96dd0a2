/** What the reader refuses, so that its memory does not grow with a file, nor with what a hostile file says. */

/**
 * Octets of one frame. libpcap captures no more (its MAXIMUM_SNAPLEN), and Wireshark reads no more of the link types
 * that have mobility signalling (its WTAP_MAX_PACKET_SIZE_STANDARD): a greater length means a corrupt file.
 */
export const MAX_CAPTURED = 262_144;

/**
 * Of a pcapng block that is read, which is what the reader keeps at most: the largest frame and three times as much of
 * options. Blocks that are passed over may have any length.
 */
export const MAX_BLOCK = 1_048_576;

/** In one pcapng section: they are kept until it ends. The obsolete packet block cannot name more. */
export const MAX_INTERFACES = 65_536;
