/* The home agent, RFC 5213's LMA; the AAA server; the CN. */

/* 5.6.1: a tunnel end goes when the entry names the PMA neither as the serving nor as the previous one. */
inline release(q) { if :: q != NOWHERE && !(bce && (coa == q || old == q)) -> end[q] = false :: else fi }

inline acknowledge(q, code, isZero) { pba[q]!code,stamp,hi,isZero }

inline renew() { order = stamp; accepted = stamp; dereg = false }

/* B3, B9, D9, D14: RFC 5213 5.3, in its order. The look-up always finds the one entry, if there is one (facts, 2.2). */
inline processPbu(q) {
  if
  :: EVIDENCE && !evidence -> acknowledge(q, 154, true)
  :: !(EVIDENCE && !evidence) && stamp < accepted -> acknowledge(q, 157, true)
  :: !(EVIDENCE && !evidence) && stamp == accepted -> acknowledge(q, 156, true)
  :: !(EVIDENCE && !evidence) && stamp > accepted ->
     if
     :: zero && bce && coa == q -> /* B3: 5.3.5(2); MinDelayBeforeBCEDelete starts */
        renew(); dereg = true; acknowledge(q, 0, true)
     :: zero && !(bce && coa == q) /* 5.3.5(1), D15: ignored */
     :: !zero && !bce -> /* 5.3.2: a new session */
        renew(); bce = true; coa = q; old = NOWHERE; end[q] = true; acknowledge(q, 0, false)
     :: !zero && bce && coa == q -> /* 5.3.3; D14: HI 5 tells that the mobile node is at nPMA, so the old tunnel goes */
        renew();
        if :: hi == 5 -> gone = old; old = NOWHERE; release(gone) :: else fi;
        acknowledge(q, 0, false)
     :: !zero && bce && coa != q -> /* 5.3.4, B9, D9: the route moves; S1 2.1.8 keeps the old tunnel (E-17) */
        renew(); gone = coa; old = (MPA -> coa : NOWHERE); coa = q; release(gone); end[q] = true;
        acknowledge(q, 0, false)
     fi
  fi
}

/* Whether a packet for the prefix finds its route, B12: no traffic while the de-registration waits (R-04). */
#define routed (bce && !dereg && end[coa])

/* An uplink packet comes out of the tunnel of a PMA that may send for its source (RFC 6275 10.4.5); B3 as above. */
#define maySend(q) (bce && (coa == q || (BOTH_ACCEPTED && old == q)))
#define accepts(q) (end[q] && maySend(q) && !dereg)

inline route() {
  if
  :: dst == HOA && routed -> encapsulate(A, coa); pass(haPma[coa])
  :: dst == P || dst == N -> pass(haPma[dst])
  :: dst == CN -> pass(haCn)
  :: dst == HOA && !bce -> fate = noRoute
  :: dst == HOA && bce && dereg -> fate = waitingForDereg
  :: dst == HOA && bce && !dereg && !end[coa] -> fate = noTunnelEnd
  fi
}

/* D4: a PAR goes down to the HoA as any packet does; D3, D11: what the mobile node sends to nPMA comes in a tunnel. */
#define UPLINK(q) \
  :: d_step { for_(pmaHa[q], HOA) && (!routed || room(haPma[coa])) -> receive(pmaHa[q]); route() } \
  :: d_step { ((for_(pmaHa[q], N) && room(haPma[N])) || (for_(pmaHa[q], CN) && room(haCn))) && accepts(q) -> \
       receive(pmaHa[q]); decapsulate(); route() } \
  :: d_step { (for_(pmaHa[q], N) || for_(pmaHa[q], CN)) && !accepts(q) -> \
       receive(pmaHa[q]); fate = (!end[q] -> noTunnelEnd : (maySend(q) -> waitingForDereg : unregistered)) }

active proctype homeAgent() {
  do
  /* There is always room for the PBA. */
  :: d_step { pbu[P]?stamp,hi,zero,evidence -> processPbu(P) }
  :: d_step { pbu[N]?stamp,hi,zero,evidence -> processPbu(N) }
  /* 5.3.5(2): MinDelayBeforeBCEDelete is over. */
  :: d_step { bce && dereg ->
       bce = false; release(coa); release(old); coa = 0; old = NOWHERE; order = 0; dereg = false }
  :: d_step { some(cnHa) && (!routed || room(haPma[coa])) -> receive(cnHa); route() }
  UPLINK(P)
  UPLINK(N)
  od
}

active proctype aaa() {
  do
  :: d_step { some(ask[P]) && room(profile[P]) -> ask[P]?_; admitted[P] = true; profile[P]!1 }
  :: d_step { some(ask[N]) && room(profile[N]) -> ask[N]?_; admitted[N] = true; profile[N]!1 }
  od
}

active proctype correspondent() {
  do
  :: d_step { some(haCn) -> receive(haCn); fate = delivered }
  :: d_step { sent < PROBES && room(cnHa) -> sent++; cnHa!PROBE,sent,CN,HOA,NOWHERE,NOWHERE }
  od
}
