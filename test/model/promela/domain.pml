/*
 * One mobile node that moves between pPMA and nPMA under one home agent: RFC 5213 (rows B1 to B12), and the draft's
 * handover on top of it (rows D1 to D16). Written by hand from the documents, entity by entity, and not generated from
 * model/: a second opinion on it, with the same readings of what the documents leave open.
 *
 * Parameters, defined ahead of this text:
 *   MPA               0: Proxy MIPv6 alone; 1: the next network is prepared before the move
 *   INDIRECT          pre-authentication is relayed by pPMA (S1 2.1.3.2), not routed (S1 2.1.3.1)
 *   END               when the handover tunnel ends (S1 2.1.7): BEFORE_SWITCH, AFTER_SWITCH, KEPT
 *   N_BUFFERS, P_BUFFERS   nAR, pAR keep packets while the mobile node switches (RFC 6252 6.3 step 4, 7.6.1)
 *   TRIGGER_N, TRIGGER_P   which PMA the mobile node asks to delete the handover tunnel (E-10)
 *   LINK_FIRST        nPMA keeps the handover tunnel until the mobile node is there; acknowledged deletion (R-12)
 *   READY_EARLY       nPMA sets up its tunnel end to the HA with its PBU, not with the PBA (R-11)
 *   RETURN_NOTICED    a PMA to which a mobile node comes back says so (R-26)
 *   BOTH_ACCEPTED     the HA takes uplink packets from both ends of a handover (RFC 6058 3.2.2)
 *   SUSPENDED         pPMA leaves the binding alone while the handover tunnel is up (R-05)
 *   EVIDENCE          the HA wants evidence of authentication with a PBU (R-30)
 *   MOVES, PROBES, UP_PROBES, BUFFER   how often it leaves a link; packets from and to the CN; packets in a buffer
 *
 * What is not here takes one value in every reachable state, or belongs to what the bounds exclude: the prefix (every
 * PBU asks for the one of the profile), the ATT and LLID options (equal in all PBUs, so that every look-up finds the
 * entry by them), the second mobile node, repetitions by timer and refreshes, sequence numbers, faults, PBUs that wait
 * for a de-registration (none has HI 4 and no prefix).
 *
 * A step waits until there is room for all that it may send. Some need less room than they ask for, or do not ask: no
 * wire is full then within the bounds, or the counts would differ (SPIN stops at a send that waits within a d_step).
 */
#define BEFORE_SWITCH 1
#define AFTER_SWITCH 2
#define KEPT 3

#define none 0

/* Messages; what a packet carries. */
mtype = { PCI, PAR, PAN, RS, RA, SETUP, SETUP_ACK, DELETE, DELETE_ACK, RETURNED, TRIGGER, PROBE };
/* Preparation, authorisation, binding, handover tunnel and its ends, where packets for the prefix go. */
mtype = { impending, requested, secured };
mtype = { authenticating, keySent, preauthenticated, authorised, held };
mtype = { registered, deregistering };
mtype = { standing, deleting, previous, next };
mtype = { link, tunnel, buffer };

/* What became of a packet. */
mtype = { delivered, buffered, notAssociated, noTunnelEnd, noHandoverTunnel, noRoute, noBinding };
mtype = { waitingForDereg, unregistered, bufferFull };

/* PMAs and their points of attachment are indices; with the rest they are the addresses in packets. */
#define P 0
#define N 1
#define A 2
#define CN 3
#define HOA 4
#define NOWHERE 5

/* ---- The mobile node, and what its points of attachment know of it. ---- */
byte at = P;
byte cameFrom = NOWHERE; /* the point of attachment that it left, while it is at none */
byte router = P;
mtype preauth;
bool leaving; /* it has asked for the deletion of the handover tunnel */
byte moves = MOVES;
byte sentUp; /* packets to the CN */


bool associated[2] = {true, false};
bool linkKey[2]; /* installed ahead of the mobile node, RFC 6252 7.7.1 */
bool reported[2] = {true, false};

/* ---- What each PMA remembers of the mobile node: PAA, MAG, access router. ---- */
bool onLink[2] = {true, false}; /* as the PMA believes */
bool left[2]; /* it knows that it left, and keeps the session (R-26) */
mtype auth[2] = {authorised, none};
bool known[2] = {true, false}; /* the profile, and so the prefix */
mtype binding[2] = {registered, none};
byte awaits[2]; /* timestamp of the PBU whose PBA it awaits; 0 if there is no such PBU */
byte since[2]; /* timestamp of the first PBU of the newest exchange; outlives `awaits` */
byte lastHi[2]; /* its Handoff Indicator; the same */
bool reasserted[2]; /* it has been repeated after an old timestamp */
bool refused[2];
bool hosts[2] = {true, false}; /* the prefix came with a PBA */
bool haEnd[2] = {true, false}; /* its end of the tunnel to the HA */
mtype ho[2]; /* its end of the handover tunnel */
mtype role[2];
bool hoDone[2]; /* there has been a handover tunnel */
mtype target[2] = {link, none}; /* where packets for the prefix go */

/* ---- The home agent: Binding Cache entry, its ends of the tunnels to the PMAs. ---- */
bool bce = 1;
byte coa = P;
byte order = 1; /* timestamp of the PBU that last changed the entry */
bool dereg; /* MinDelayBeforeBCEDelete is running */
byte old = NOWHERE; /* the PMA of before the handoff, while the tunnel to it stays (E-17) */
bool end[2] = {true, false};
byte accepted = 1; /* the greatest timestamp accepted, RFC 5213 5.5(6) */

bool admitted[2] = {true, false}; /* by the AAA server */
byte sent; /* by the CN */
mtype fate; /* what became of the packet that last came to an end, or into a buffer */
byte clock = 1; /* PBUs sent so far: the abstract time of timestamps */

/* ---- Channels: two messages in each direction; a step that would send into a full one waits. ---- */
#define PACKET mtype, byte, byte, byte, byte, byte /* kind, number, source, destination, tunnel from, tunnel to */
chan pbu[2] = [2] of { byte, byte, bool, bool }; /* timestamp, HI, lifetime 0, evidence */
chan pba[2] = [2] of { byte, byte, byte, bool }; /* status, timestamp, HI, lifetime 0 */
chan ask[2] = [2] of { bool }; /* AAA request: early */
chan profile[2] = [2] of { bit }; /* AAA answer */
chan peer[2] = [2] of { mtype }; /* from this PMA to the other one */
chan down[2] = [2] of { mtype }; /* signalling on the link, to and from the mobile node */
chan up[2] = [2] of { mtype };

chan cnHa = [2] of { PACKET };
chan haCn = [2] of { PACKET };
chan haPma[2] = [2] of { PACKET };
chan pmaHa[2] = [2] of { PACKET };
chan pmaPma[2] = [2] of { PACKET }; /* from this PMA to the other one */
chan pmaLink[2] = [2] of { PACKET };
chan linkPma[2] = [2] of { PACKET };
chan kept[2] = [BUFFER] of { PACKET }; /* the access routers' buffers; what they hold is in no tunnel */

/* A received packet, a received PBU or PBA: nothing of it lasts longer than the step that receives it. */
hidden mtype kind;
hidden byte nr, src, dst, tunFrom, tunTo;
hidden byte stamp, hi, status, gone;
hidden byte zero, evidence;

#define some(wire) (len(wire) > 0)
#define room(wire) (len(wire) < 2)
#define receive(wire) wire?kind,nr,src,dst,tunFrom,tunTo
#define pass(wire) wire!kind,nr,src,dst,tunFrom,tunTo
#define sendPlain(wire, what, from, to) wire!what,0,from,to,NOWHERE,NOWHERE
#define for_(wire, to) wire?[_,_,_,eval(to),_,_]
#define carries(wire, what, to) wire?[what,_,_,eval(to),_,_]
#define tunnelled (tunFrom != NOWHERE)
inline decapsulate() { tunFrom = NOWHERE; tunTo = NOWHERE }
inline encapsulate(from, to) { assert(!tunnelled); tunFrom = from; tunTo = to }
