/**
 * Where the loop finds what it works on. Read by the loop (`assembly/`) and by those who fill its tables, and therefore
 * nothing but integers: every offset is in bytes, every field of 32 bits unless it says otherwise.
 */

/** The control block: one per memory, at a fixed address. */
export const CONTROL = 1024;

/** Bits of the first half's identity, which is the low end of a key; bits of a key; mask of the first half. */
export const BITS_A = 1024;
export const KEY_BITS = 1028;
/** The visited table: its address and the lines in each of its segments. */
export const TABLE = 1032;
export const LINES = 1036;
/** By identity: the list of local outcomes (0: not filled yet), and the row of classes. */
export const LIST_A = 1040;
export const LIST_B = 1044;
export const ROWS_A = 1048;
export const ROWS_B = 1052;
/** Bytes of a row. */
export const ROW_A = 1056;
export const ROW_B = 1060;
/** Rules that read both halves: how many tables, and their descriptors. */
export const CROSS_COUNT = 1064;
export const CROSS = 1068;
/** What has no table of its own: open addressing; address, and how many entries there is room for. */
export const MEMO = 1072;
export const MEMO_SLOTS = 1076;
/** Questions that have been answered: the same, with entries of 16 bytes. */
export const ASKED = 1080;
export const ASKED_SLOTS = 1084;
/** What is asked of every state: how many, and descriptors. */
export const STATE_ASKS = 1088;
export const STATE_ASK = 1092;
/** By event: the descriptor of what is asked about steps with it, or 0. */
export const EVENT_ASK = 1096;
/** Whether a state without steps is reported. */
export const ASKS_STUCK = 1100;
/** Pieces of the frontier, and of what is found: descriptors, how many, and the next one that is free. */
export const INPUT = 1104;
export const INPUTS = 1108;
export const NEXT_INPUT = 1112;
export const OUTPUT = 1116;
export const OUTPUTS = 1120;
export const NEXT_OUTPUT = 1124;
/** Set by whoever cannot go on: all return as soon as they have seen it. */
export const STOP = 1128;
/** Bytes of a key in pieces that are written. */
export const WIDTH = 1132;
/** Observers of each half: (event effect, class) to UNKNOWN, SAME or CHANGES; the column of the class; log2 of the classes. */
export const WATCH_A = 1136;
export const WATCH_B = 1140;
export const WATCH_COLUMN_A = 1144;
export const WATCH_COLUMN_B = 1148;
export const WATCH_SHIFT_A = 1152;
export const WATCH_SHIFT_B = 1156;
/** By effect: the row of results by identity, as their complement (0: not known yet); 0: it has none. */
export const EFFECTS_A = 1172;
export const EFFECTS_B = 1176;
/** Threads that have finished the round. */
export const DONE = 1184;
/** Whether successors are listed, with their rules, instead of put into the table. */
export const LISTS = 1160;
/** By slot of the table: the number of the state. */
export const NUMBERS = 1164;
/** Bytes of a slot of the table: 2 or 4. */
export const SLOT_BYTES = 1180;
/** How states are kept where the table is not exact (0: it is), and bits per state or bytes per slot. */
export const LOSSY = 1188;
export const LOSSY_SIZE = 1192;
/** By number: kinds of outcomes. */
export const KINDS = 1208;
/** Whether several threads may be at work. */
export const SHARED = 1204;
/** What a round is for. */
export const TASK = 1196;
export const EXPAND = 0;
export const RESTORE = 1;
export const MOVE = 2;
/** Lines of each segment when segments have been moved. */
export const GROWN_LINES = 1200;
/** The first of the workers' descriptors. */
export const WORKERS = 1168;
export const FIRST_FREE = 2048;

/** An entry: two words, above the second one what they are about, and the complement of the answer, 0 for none. */
export const MEMO_BYTES = 12;
export const ABOUT_SHIFT = 24;
/** What an entry is about: an effect on a half, or a cross table from the third on. */
export const ABOUT_A = 0;
export const ABOUT_B = 1;
export const ABOUT_CROSS = 2;

/** The most that a class in a row may be. */
export const CLASS_MASK = 0xffffff;
/**
 * Where the classes of a column are: bytes from the start of a row, and above them the bits of a word there that are not the
 * class's. NO_COLUMN: of this half nothing is read.
 */
export const COLUMN_SHIFT = 16;
export const COLUMN_MASK = 0xffff;
export const NO_COLUMN = 0xffffffff;

/**
 * A table of pairs of classes: their columns, address (0: there is none), log2 of the second classes, address of
 * a bit per pair that is set for an empty list (0: there are none).
 */
export const PAIRS_BYTES = 20;

/**
 * A piece of the frontier: keys, how many, the next one; bytes of a key and bits of its first half; first number; numbers (0:
 * consecutive); the keys condensed (0: they are there as they are).
 */
export const INPUT_BYTES = 32;
export const IN_KEYS = 0;
export const IN_COUNT = 4;
export const IN_AT = 8;
export const IN_WIDTH = 12;
export const IN_BITS_A = 16;
export const IN_FIRST = 20;
export const IN_NUMBERS = 24;
export const IN_CONDENSED = 28;

/** A piece of what is found: keys, predecessors (bytes), how many, bytes of predecessors, the first predecessor, the last. */
export const OUTPUT_BYTES = 32;
export const OUT_KEYS = 0;
export const OUT_BEFORE = 4;
export const OUT_COUNT = 8;
export const OUT_BEFORE_BYTES = 12;
export const OUT_FIRST = 16;
export const OUT_LAST = 20;

/** Columns of what is condensed, and bytes of the room to work in that each of them needs. */
export const CONDENSED_COLUMNS = 3;
export const COLUMN_BYTES = 320;

/** States in a piece of what is found, and bytes of their predecessors, at most; what one may take of these. */
export const PIECE = 4096;
export const PIECE_BEFORE = 8192;
export const LONGEST_VARINT = 5;

/** A worker: addresses of what is its own. */
export const WORKER_BYTES = 136;
export const CANDIDATES = 0;
export const RECENT = 8;
export const USES_A = 12;
export const USES_B = 16;
export const FIRED = 20;
export const BLOCKED_AT = 24;
/** Steps of all states expanded, and states expanded: doubles. */
export const STEPS = 32;
export const EXPANDED = 40;
/** Outcomes of one state that are not pure, and blocked places of it. */
export const MIXED = 48;
/** Tables asked in vain. */
export const MISSES = 52;
export const MISS_COUNT = 56;
/** States put off until the tables are filled. */
export const PUT_OFF = 60;
export const PUT_OFF_COUNT = 64;
/** Questions about states and steps. */
export const ASKS = 68;
export const ASK_COUNT = 72;
/** Found, but not in a piece: no piece was free. Not looked up: no line had room. */
export const EXTRA = 76;
export const EXTRA_COUNT = 80;
export const CROWDED = 84;
export const CROWDED_COUNT = 88;
/** The piece being written, -1 for none. */
export const OUT = 92;
/** Lists: how many successors of each state, in the order of the input. */
export const COUNTS = 96;
/** States that only the plain way can expand. */
export const SLOW = 100;
export const SLOW_COUNT = 104;

/** Counts the rounds that a thread is told to work in, negative to end; whether it is there; whether it broke off. */
export const TURN = 108;
export const READY = 112;
export const BROKEN = 116;
/** Bins for the keys that are restored, 0 for none. */
export const BINS = 128;
/** Room for a segment of the table that is moved. */
export const SCRATCH = 132;
/** States expected to be missed in a lossy set: a double. */
export const MISSED = 120;

/** Candidates in a batch before it is looked up. */
export const BATCH = 1024;
/** A candidate: key of 64 bits, number of its predecessor, then what the first pass leaves for the second: address and slot. */
export const CANDIDATE_BYTES = 24;
/** Keys met lately, 8 bytes each. */
export const RECENT_BITS = 12;
/** Records: kind, a, b, c. */
export const MISS_BYTES = 16;
export const MISS_LIMIT = 4096;
/** Records: key, number. */
export const PUT_OFF_BYTES = 16;
export const PUT_OFF_LIMIT = 4096;
/** Records: the four words of the question, kind, number, key, next key. */
export const ASK_RECORD = 40;
export const ASK_LIMIT = 8192;
export const SLOW_LIMIT = 1024;

export const MISS_LIST_A = 1;
export const MISS_LIST_B = 2;
export const MISS_CROSS = 3;
export const MISS_EFFECT = 4;

/** Highest bits of a question's last word. */
export const ASK_SHIFT = 28;
export const ASK_STATE = 1;
export const ASK_STUCK = 2;
export const ASK_STEP = 3;

/** A list of local outcomes: pure ones, mixed ones, firings that need no look; then the identities, then the mixed. */
export const LIST_HEAD = 12;
/** A mixed outcome: what becomes of its own half, and its kind. One of both halves is its kind. */
export const MIXED_BYTES = 8;
/** A kind of outcomes: effects on the halves (0: none, or the outcome says what becomes of it), rule, event. */
export const KIND_BYTES = 16;
/** Highest bit: not an identity but why there is none. Then 15 bits of which send it was, and 16 of the place. */
export const NO_IDENTITY = 0x80000000;
export const GO_SLOW = 0xfffffffd;
/** No table has it. */
export const UNKNOWN = 0xfffffffe;
/** An effect of this kind is of an event on observers alone. */
export const WATCHING = 0x40000000;
/** An event of this kind is asked about. */
export const ASKED_EVENT = 0x80000000;

/** Segments of the visited table; bytes of a line of slots. */
export const SEGMENT_BITS = 8;
/** Keys that are gathered for a segment, and bytes of the bins of all segments: counters, then keys. */
export const BIN = 512;
export const BINS_BYTES = 2 ** SEGMENT_BITS * (4 + 8 * BIN);
export const LINE_BYTES = 64;
/** Of slots with 4 bytes: the most bits of a remainder in one, and how many lines further on a state may be. */
export const REMAINDER_BITS = 27;
export const REACH = 16;
/** The same of slots with 2 bytes. */
export const NARROW_REMAINDER_BITS = 13;
export const NARROW_REACH = 7;

/** Kinds of lossy sets. */
export const BITSTATE = 1;
export const COMPACT = 2;
/** Signatures that are compared at once, and how many times that a search goes on. */
export const BUCKET = 8;
export const BUCKETS = 32;
