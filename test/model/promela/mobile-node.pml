/* The mobile node, and its two points of attachment, which drop what nobody is there to hear. */

/* RFC 6252 6.3: it leaves for the next network when the binding there is complete and the deletion asked for. */
#define ready (!MPA || at == N || (binding[N] == registered && (END != BEFORE_SWITCH || leaving)))

/* D3, D4: PANA with nPAA: a packet from its HoA, or to pPMA on its link. */
#define roomForPana (INDIRECT -> room(up[P]) : room(linkPma[P]))
inline sendPana(what) { if :: INDIRECT -> up[P]!what :: else -> sendPlain(linkPma[P], what, HOA, N) fi }

inline leave(q) { at = NOWHERE; cameFrom = q; moves--; associated[q] = false }
inline attach(q) { at = q; cameFrom = NOWHERE; leaving = false; associated[q] = true; reported[q] = false }

/* D4: a PAR ends the exchange, and is answered. */
#define expectsPar (preauth == requested || preauth == secured)

/* B11, D13: the sender of the RA becomes its router; D4; B12. */
#define HEARS(q) \
  :: d_step { down[q]?[RA] -> down[q]?kind; if :: at == q -> router = q :: else fi } \
  :: d_step { down[q]?[PAR] && at == q && expectsPar && roomForPana -> \
       down[q]?kind; preauth = secured; sendPana(PAN) } \
  :: d_step { down[q]?[PAR] && !(at == q && expectsPar) -> down[q]?kind } \
  :: d_step { carries(pmaLink[q], PAR, HOA) && at == q && expectsPar && roomForPana -> \
       receive(pmaLink[q]); preauth = secured; sendPana(PAN) } \
  :: d_step { some(pmaLink[q]) && !(carries(pmaLink[q], PAR, HOA) && at == q && expectsPar) -> \
       receive(pmaLink[q]); \
       if \
       :: at != q -> fate = notAssociated \
       :: at == q && kind == PROBE -> fate = delivered \
       :: else \
       fi }

active proctype mobileNode() {
  do
  /* B1, D12. */
  :: d_step { at == P && moves > 0 && ready -> leave(P) }
  :: d_step { at == N && moves > 0 && ready -> leave(N) }
  /* B5, B6, D12; with the tunnel deleted after the switch, the trigger goes to nPMA on its link. */
  :: d_step { cameFrom == N && (MPA || room(up[P])) -> attach(P); if :: !MPA -> up[P]!RS :: else fi }
  :: d_step { cameFrom == P && ((MPA && END != AFTER_SWITCH) || room(up[N])) ->
       attach(N); if :: !MPA -> up[N]!RS :: MPA && END == AFTER_SWITCH -> up[N]!TRIGGER :: else fi }
  /* D1, D2: it will move, and knows the next network. */
  :: d_step { MPA && at == P && preauth == none && moves > 0 -> preauth = impending }
  /* D3. */
  :: d_step { at == P && preauth == impending && roomForPana -> preauth = requested; sendPana(PCI) }
  /* D11. */
  :: d_step { MPA && END == BEFORE_SWITCH && at == P && preauth == secured && !leaving && moves > 0 &&
       binding[N] == registered && (!TRIGGER_N || room(linkPma[P])) && (!TRIGGER_P || room(up[P])) ->
       leaving = true;
       if :: TRIGGER_N -> sendPlain(linkPma[P], TRIGGER, HOA, N) :: else fi;
       if :: TRIGGER_P -> up[P]!TRIGGER :: else fi }
  :: d_step { at == P && sentUp < UP_PROBES && room(linkPma[P]) ->
       sentUp++; linkPma[P]!PROBE,sentUp,HOA,CN,NOWHERE,NOWHERE }
  :: d_step { at == N && sentUp < UP_PROBES && room(linkPma[N]) ->
       sentUp++; linkPma[N]!PROBE,sentUp,HOA,CN,NOWHERE,NOWHERE }
  HEARS(P)
  HEARS(N)
  od
}
