/*
 * pPMA and nPMA: one text, two processes. The first two processes declared have the numbers 0 and 1, which are P and N.
 */
#define me _pid
#define other (1 - _pid)

#define proven (auth[me] == preauthenticated || auth[me] == authorised || auth[me] == held)
#define carrying (ho[me] == standing || ho[me] == deleting)
#define routable (hosts[me] || known[me])

/* ---- MAG: proxy signalling. Each PBU has a new timestamp (RFC 5213 5.5) and names the prefix by value. ---- */
inline stampPbu(indication, lifetimeZero) {
  clock++;
  awaits[me] = clock;
  lastHi[me] = indication;
  pbu[me]!clock,indication,lifetimeZero,proven
}

inline sendPbu(indication, lifetimeZero) {
  stampPbu(indication, lifetimeZero);
  since[me] = clock;
  reasserted[me] = false
}

inline forgetPbu() { awaits[me] = 0; since[me] = 0; lastHi[me] = 0; reasserted[me] = false }

/*
 * The PBA of the PBU that it awaits (6.9.1.2(5)). Without repetitions by timer an earlier PBU of the same exchange has
 * had its answer, so that one timestamp is awaited at a time.
 */
#define answered(code) (awaits[me] != 0 && pba[me]?[code,eval(awaits[me]),_,_])
#define bringsRa (answered(0) && onLink[me] && binding[me] != registered && binding[me] != deregistering)
/* R-05: while the handover tunnel is up, an old timestamp says only that nPMA has taken over. */
#define superseded (SUSPENDED && role[me] == previous && ho[me] == standing)
/* 6.9.1.2(8): an old timestamp is answered by another attempt, once, if the mobile node is the PMA's own. */
#define reasserts (answered(157) && !superseded && (onLink[me] || auth[me] == preauthenticated) && !reasserted[me])

inline bind() {
  binding[me] = registered; forgetPbu(); refused[me] = false; hosts[me] = true; haEnd[me] = true;
  if :: onLink[me] -> target[me] = link :: else fi
}

/* B4, D15: binding, route and tunnel end go after a de-registration (RFC 5213 6.9.1.4). */
inline removeBinding() {
  binding[me] = none;
  forgetPbu();
  hosts[me] = false;
  haEnd[me] = false;
  if :: target[me] == link -> target[me] = none :: else fi
}

/* B2, D15: HI 4 (6.9.1.4). Without a binding, or a request for one, there is nothing to tell the HA. */
#define isBound (binding[me] == registered || binding[me] == requested)
inline deregister() {
  if
  :: isBound -> binding[me] = deregistering; sendPbu(4, true)
  :: else -> binding[me] = none; awaits[me] = 0; haEnd[me] = false; hosts[me] = false
  fi
}

/* ---- The handover tunnel's end goes: what it carried goes to the link, to the buffer of nAR, or nowhere. ---- */
inline endTunnel() {
  ho[me] = none;
  if
  :: target[me] == tunnel && onLink[me] && binding[me] == registered -> target[me] = link
  :: target[me] == tunnel && !(onLink[me] && binding[me] == registered) ->
     target[me] = (N_BUFFERS && role[me] == next -> buffer : none)
  :: else
  fi;
  role[me] = none
}

/* R-12: the acknowledged deletion is asked for once the mobile node is at nPMA. */
inline startDeletion() { ho[me] = deleting; hoDone[me] = true; peer[me]!DELETE }

/* pPMA gives its end up and says so. If it has not noticed that the mobile node left, it knows now. */
inline confirmDeletion() {
  endTunnel();
  if :: target[me] == buffer -> target[me] = (onLink[me] -> link : none) :: else fi;
  if :: onLink[me] && !associated[me] -> onLink[me] = false; left[me] = true; auth[me] = held :: else fi;
  peer[me]!DELETE_ACK
}

/* D11: what a PMA does that the mobile node asks to delete the handover tunnel. */
#define triggerTells (ho[me] == standing && (!LINK_FIRST || (onLink[me] && role[me] == next)))
inline triggered() {
  if
  :: ho[me] == standing && !LINK_FIRST -> endTunnel(); hoDone[me] = true; peer[me]!DELETE
  :: ho[me] == standing && LINK_FIRST && onLink[me] && role[me] == next -> startDeletion()
  :: ho[me] == standing && LINK_FIRST && !(onLink[me] && role[me] == next) ->
     /* nPMA, or pPMA where pAR buffers, stands in until the mobile node has arrived; else the tunnel stays in use. */
     if
     :: role[me] == next && N_BUFFERS && target[me] == tunnel -> target[me] = buffer
     :: role[me] == previous && P_BUFFERS -> target[me] = buffer
     :: else
     fi
  :: else
  fi
}

/*
 * ---- Arrival, D13 and D14: the mobile node was prepared for. It is served; the HA is told by an extension of the
 * binding (HI 5: only for a mobile node on the link, 6.9.1.3), or, without a binding, by a registration (HI 3). ----
 */
#define endsTunnel (role[me] == next && ho[me] == standing && LINK_FIRST && END != KEPT)
inline serve() {
  onLink[me] = true; auth[me] = authorised; left[me] = false;
  if
  :: binding[me] == registered ->
     if :: ho[me] != standing || LINK_FIRST || END == KEPT -> target[me] = link :: else fi;
     if :: endsTunnel -> startDeletion() :: else fi;
     if :: hosts[me] -> down[me]!RA :: else fi;
     if :: awaits[me] == 0 -> sendPbu(5, false) :: else fi
  :: else ->
     if :: endsTunnel -> startDeletion() :: else fi;
     if :: binding[me] != requested && awaits[me] == 0 -> binding[me] = requested; sendPbu(3, false) :: else fi
  fi
}

/* ---- AR: a packet in `kind` .. `tunTo`, out of its tunnel. RFC 5213 6.10.5, S1 2.1.6, 2.1.8. ---- */
#define buffers (target[me] == buffer || some(kept[me]))
#define fromLink (for_(linkPma[me], other) || for_(linkPma[me], CN))
#define roomBelow (buffers || (target[me] == link && room(pmaLink[me])) || \
                   (target[me] == tunnel && (!carrying || room(pmaPma[me]))) || target[me] == none || !routable)
inline sendDown() {
  if
  :: routable && buffers && len(kept[me]) < BUFFER ->
     pass(kept[me]);
     if :: kind == PROBE -> fate = buffered :: else fi
  :: routable && buffers && len(kept[me]) >= BUFFER -> fate = bufferFull
  :: routable && !buffers && target[me] == link -> pass(pmaLink[me])
  :: routable && !buffers && target[me] == tunnel && carrying -> encapsulate(me, other); pass(pmaPma[me])
  :: routable && !buffers && target[me] == tunnel && !carrying -> fate = noHandoverTunnel
  :: !routable || (!buffers && target[me] == none) -> fate = noRoute
  fi
}

active [2] proctype pma() {
  do
  /* ---- The link. B5, B7: nobody prepared this arrival, so access authentication comes first. ---- */
  :: d_step { associated[me] && !reported[me] && !onLink[me] && !left[me] &&
       (auth[me] == none || auth[me] == keySent) && room(ask[me]) ->
       reported[me] = true; onLink[me] = true; auth[me] = authenticating; ask[me]!false }
  :: d_step { associated[me] && !reported[me] && !onLink[me] && !left[me] && auth[me] == authenticating ->
       reported[me] = true; onLink[me] = true /* asked for ahead of the move: the answer is under way */ }
  /* D13, D14; D16: the MPA-SA was held for this return, and what was not settled with the HA starts anew. */
  :: d_step { associated[me] && !reported[me] && !onLink[me] && !left[me] &&
       (auth[me] == preauthenticated || auth[me] == authorised || auth[me] == held) &&
       room(pbu[me]) && room(down[me]) && room(peer[me]) ->
       reported[me] = true;
       if
       :: auth[me] == held -> awaits[me] = 0; if :: binding[me] != registered -> binding[me] = none :: else fi
       :: else
       fi;
       serve() }
  /* R-26: it comes back, and its departure had not been noticed, or had not ended the session. */
  :: d_step { associated[me] && !reported[me] && (onLink[me] || left[me]) &&
       room(pbu[me]) && room(peer[me]) && room(down[me]) ->
       reported[me] = true; onLink[me] = true; auth[me] = authorised; left[me] = false;
       if
       :: RETURN_NOTICED ->
          if :: binding[me] == registered -> target[me] = link :: else fi;
          if :: hosts[me] -> down[me]!RA :: else fi;
          if :: role[me] == previous && ho[me] == standing -> peer[me]!RETURNED :: else -> sendPbu(3, false) fi
       :: else
       fi }
  /* B1, D15: sooner or later it notices the departure. With the handover tunnel up it may come back: R-26 repaired. */
  :: d_step { !associated[me] && onLink[me] && (!isBound || room(pbu[me])) ->
       onLink[me] = false; auth[me] = (proven -> held : none);
       if
       :: RETURN_NOTICED && ho[me] == standing && (role[me] == previous || END == KEPT) ->
          left[me] = true;
          if
          :: role[me] == previous && P_BUFFERS -> target[me] = buffer
          :: role[me] == next -> target[me] = tunnel
          :: else
          fi
       :: else ->
          if
          :: (P_BUFFERS && role[me] == previous && ho[me] == standing) || target[me] == buffer ->
             target[me] = buffer
          :: !((P_BUFFERS && role[me] == previous && ho[me] == standing) || target[me] == buffer) ->
             target[me] = (END == KEPT && role[me] == next && ho[me] == standing -> tunnel : none)
          fi;
          deregister()
       fi }
  /* D15, deferred until the handover tunnel is gone. */
  :: d_step { left[me] && ho[me] == none && (!isBound || room(pbu[me])) ->
       left[me] = false; if :: target[me] == link -> target[me] = none :: else fi; deregister() }
  /* B6, B11. */
  :: d_step { up[me]?[RS] && onLink[me] && binding[me] == registered && hosts[me] && room(down[me]) ->
       up[me]?kind; down[me]!RA }
  :: d_step { up[me]?[RS] && !(onLink[me] && binding[me] == registered && hosts[me]) -> up[me]?kind }

  /* ---- PAA. B7, B8: the AAA server admits a mobile node that is on the link; HI 4. ---- */
  :: d_step { some(profile[me]) && auth[me] == authenticating && onLink[me] && room(pbu[me]) ->
       profile[me]?_; known[me] = true; auth[me] = authorised; binding[me] = requested; sendPbu(4, false) }
  /* D4, D5: it admits one ahead of its move: PAR with C, by the HA to its HoA, or by pPMA. */
  :: d_step { some(profile[me]) && auth[me] == authenticating && !onLink[me] &&
       (INDIRECT -> room(peer[me]) : room(pmaHa[me])) ->
       profile[me]?_; known[me] = true; auth[me] = keySent;
       if :: INDIRECT -> peer[me]!PAR :: else -> sendPlain(pmaHa[me], PAR, me, HOA) fi }
  /* The mobile node left before it was admitted: there is nobody to register, and no pre-authentication to complete. */
  :: d_step { some(profile[me]) && auth[me] != authenticating -> profile[me]?_ }
  /* D3, D4, D6, direct: PANA in packets addressed to nPAA. */
  :: d_step { !INDIRECT && me == N && carries(haPma[me], PCI, N) && auth[me] == none && room(ask[me]) ->
       receive(haPma[me]); auth[me] = authenticating; role[me] = next; ask[me]!true }
  :: d_step { !INDIRECT && me == N && carries(haPma[me], PCI, N) && auth[me] != none -> receive(haPma[me]) }
  :: d_step { !INDIRECT && me == N && carries(haPma[me], PAN, N) ->
       receive(haPma[me]);
       if :: auth[me] == keySent -> auth[me] = preauthenticated; linkKey[me] = true :: else fi }
  /* D3, D4, D6, indirect: what pPMA relays. */
  :: d_step { INDIRECT && me == N && peer[other]?[PCI] && auth[me] == none && room(ask[me]) ->
       peer[other]?kind; auth[me] = authenticating; role[me] = next; ask[me]!true }
  :: d_step { INDIRECT && me == N && peer[other]?[PCI] && auth[me] != none -> peer[other]?kind }
  :: d_step { INDIRECT && me == N && peer[other]?[PAN] ->
       peer[other]?kind;
       if :: auth[me] == keySent -> auth[me] = preauthenticated; linkKey[me] = true :: else fi }
  :: d_step { INDIRECT && me == P && (up[me]?[PCI] || up[me]?[PAN]) && room(peer[me]) -> up[me]?kind; peer[me]!kind }
  :: d_step { INDIRECT && me == P && peer[other]?[PAR] && room(down[me]) -> peer[other]?kind; down[me]!kind }

  /* ---- MAG. D8: the proactive PBU, HI 3, once the handover tunnel is up (S1 2.1.5). ---- */
  :: d_step { MPA && me == N && auth[me] == preauthenticated && role[me] == next && ho[me] == standing &&
       !onLink[me] && binding[me] == none && awaits[me] == 0 && !refused[me] && room(pbu[me]) ->
       binding[me] = requested; haEnd[me] = READY_EARLY; sendPbu(3, false) }
  /* B4, D15: INITIAL_BINDACK_TIMEOUT is over. */
  :: d_step { binding[me] == deregistering -> removeBinding() }
  /* B10, B11, D10: an accepted PBU on the link brings the RA; all other answers bring none. */
  :: d_step { bringsRa && room(down[me]) -> pba[me]?status,stamp,hi,zero; bind(); down[me]!RA }
  :: d_step { reasserts && room(pbu[me]) ->
       pba[me]?status,stamp,hi,zero;
       reasserted[me] = true;
       if
       :: onLink[me] -> stampPbu((lastHi[me] == 0 -> 4 : lastHi[me]), false)
       :: else -> stampPbu(3, false)
       fi }
  :: d_step { some(pba[me]) && !bringsRa && !reasserts ->
       pba[me]?status,stamp,hi,zero;
       if
       :: awaits[me] == 0 || stamp != awaits[me] /* 6.9.1.2(5) */
       :: awaits[me] != 0 && stamp == awaits[me] && status == 0 && binding[me] == deregistering -> removeBinding()
       :: awaits[me] != 0 && stamp == awaits[me] && status == 0 && binding[me] != deregistering -> bind()
       :: awaits[me] != 0 && stamp == awaits[me] && status != 0 && binding[me] == deregistering /* 6.9.1.4: waits on */
  :: awaits[me] != 0 && stamp == awaits[me] && status != 0 && binding[me] != deregistering ->
          forgetPbu();
          if
          :: superseded && status == 157
          :: else -> binding[me] = none; refused[me] = true /* 6.9.1.2(11) */
          fi
       fi }

  /* ---- The handover tunnel. D7: nPMA asks, pPMA agrees if it serves the mobile node. ---- */
  :: d_step { MPA && me == N && auth[me] == preauthenticated && role[me] == next && ho[me] == none &&
       !onLink[me] && !hoDone[me] && room(peer[me]) -> ho[me] = requested; peer[me]!SETUP }
  :: d_step { me == P && peer[other]?[SETUP] && auth[me] == authorised && room(peer[me]) ->
       peer[other]?kind; ho[me] = standing; role[me] = previous; peer[me]!SETUP_ACK }
  :: d_step { me == P && peer[other]?[SETUP] && auth[me] != authorised -> peer[other]?kind }
  :: d_step { peer[other]?[SETUP_ACK] ->
       peer[other]?kind;
       if
       :: ho[me] == requested -> ho[me] = standing; if :: target[me] != link -> target[me] = tunnel :: else fi
       :: else
       fi }
  /* D11: the trigger comes on the link, or to nPMA from the previous network as any packet does. */
  :: d_step { up[me]?[TRIGGER] && (!triggerTells || room(peer[me])) -> up[me]?kind; triggered() }
  :: d_step { me == N && carries(haPma[me], TRIGGER, N) && (!triggerTells || room(peer[me])) ->
       receive(haPma[me]); triggered() }
  /* D11: the other end goes, or is to go. Where pAR buffered, the buffer is returned first. */
  :: d_step { peer[other]?[DELETE] && !LINK_FIRST -> peer[other]?kind; endTunnel(); hoDone[me] = true }
  :: d_step { peer[other]?[DELETE] && LINK_FIRST && role[me] == previous && some(kept[me]) ->
       peer[other]?kind; ho[me] = deleting }
  :: d_step { peer[other]?[DELETE] && LINK_FIRST && !(role[me] == previous && some(kept[me])) && room(peer[me]) ->
       peer[other]?kind; hoDone[me] = true; confirmDeletion() }
  :: d_step { P_BUFFERS && LINK_FIRST && role[me] == previous && ho[me] == deleting && !some(kept[me]) &&
       room(peer[me]) -> confirmDeletion() }
  :: d_step { peer[other]?[DELETE_ACK] -> peer[other]?kind; if :: ho[me] == deleting -> endTunnel() :: else fi }
  /* R-26: the mobile node is on the previous link again. */
  :: d_step { peer[other]?[RETURNED] ->
       peer[other]?kind;
       if
       :: ho[me] == standing && (!onLink[me] || !associated[me]) ->
          if :: onLink[me] -> onLink[me] = false; left[me] = true; auth[me] = held :: else fi;
          target[me] = tunnel
       :: else
       fi }

  /* ---- AR. B12, D9, D13: out of the tunnel from the HA. ---- */
  :: d_step { for_(haPma[me], HOA) && (!haEnd[me] || roomBelow) ->
       receive(haPma[me]);
       if :: haEnd[me] -> decapsulate(); sendDown() :: else -> fate = noTunnelEnd fi }
  /* D7, D9: out of the handover tunnel. */
  :: d_step { for_(pmaPma[other], HOA) && (!carrying || roomBelow) ->
       receive(pmaPma[other]);
       if :: carrying -> decapsulate(); sendDown() :: else -> fate = noHandoverTunnel fi }
  /* Uplink: only with a binding (6.10.5). D3, D11: what the mobile node sends to nPMA is for pPMA a packet as any. */
  :: d_step { fromLink && routable && binding[me] == registered && room(pmaHa[me]) ->
       receive(linkPma[me]); encapsulate(me, A); pass(pmaHa[me]) }
  :: d_step { fromLink && !(routable && binding[me] == registered) -> receive(linkPma[me]); fate = noBinding }
  /* D13: a route stands again: the buffer is emptied, the oldest first. */
  :: d_step { some(kept[me]) && target[me] == link && room(pmaLink[me]) -> receive(kept[me]); pass(pmaLink[me]) }
  :: d_step { some(kept[me]) && target[me] == tunnel && room(pmaPma[me]) ->
       receive(kept[me]); encapsulate(me, other); pass(pmaPma[me]) }
  /* RFC 6252 7.6.1: pAR returns its buffer to nAR. */
  :: d_step { P_BUFFERS && some(kept[me]) && role[me] == previous && ho[me] == deleting && room(pmaPma[me]) ->
       receive(kept[me]); encapsulate(me, other); pass(pmaPma[me]) }
  od
}
