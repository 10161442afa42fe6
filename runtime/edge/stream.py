"""One ring of one mount, and those who listen to it.

Strategy: the listeners are spread over **slots**, which are served one after the other within a tick. A
listener gets all that is new in one `send` of a slice of the shared memory, in two where the ring wraps.
Those served in one go mostly stand at the same offset, so the slice is made once.

Whoever could not take everything is **hurried**: tried again soon, not only with the next tick. A newcomer
is hurried until its burst is through; one that stalls later only while it makes progress, so that stalled
ones cost no more than others.
"""

from collections.abc import Callable, Iterator

from runtime.media.ring import RingReader
from runtime.protocols.icecast import ServedMount
from runtime.protocols.icy import beginning, title_block

from .listener import NOT_YET, Listener
from .slot import Slot

__all__ = ["EAGER_SECONDS", "Stream"]

AT_ONCE = 128
"""Listeners served before others may have the processor: about a millisecond of work."""

EAGER_SECONDS = 5.0
"""Seconds after joining in which a listener that takes nothing is tried again soon all the same."""

BEHIND_SHARE = 16
"""Who is within a sixteenth of the ring from its tail has fallen behind: by the next tick the tail may have
passed.
"""

NO_TITLE = b"\0"
"""A title block that says nothing new."""

Farewell = Callable[[Listener, str], None]


class Stream:
    """A ring being delivered.

    Args:
        mount: what is served.
        reader: its ring; a reader of empty memory while there is none.
        slots: how many slots to spread the listeners over.
        farewell: is told who has gone, and why; the socket is closed by then.

    Attributes:
        hurried: who is to be tried again soon.
        listeners: how many there are.
        bytes: how many were sent, ever.
        slow: how many listeners ever fell behind.
    """

    def __init__(self, mount: ServedMount, reader: RingReader, slots: int, farewell: Farewell) -> None:
        self.mount = mount
        self.reader = reader
        self.slots = [Slot() for _ in range(slots)]
        self.hurried: set[Listener] = set()
        self.listeners = self.bytes = self.slow = 0
        self._farewell = farewell
        self._restarts = reader.restarts
        self._behind = 0
        self._parted = 0
        self._turn = 0

    def __iter__(self) -> Iterator[Listener]:
        return (listener for slot in self.slots for listener in slot.listeners if not listener.gone)

    # Who listens

    def admit(self, listener: Listener, now: float) -> None:
        """Take in a newcomer and send it what it can take of its burst at once."""
        self.refresh()
        self._turn = (self._turn + 1) % len(self.slots)
        slot = self.slots[self._turn]
        slot.listeners.append(listener)
        self.listeners += 1
        if not self._enter(listener, now):
            slot.lagging = True
            self._hurry(listener, now)

    def remove(self, listener: Listener, reason: str) -> None:
        """Send a listener away."""
        self._part(listener, reason)
        for slot in self.slots:
            slot.tidy(self._parted)

    def remove_all(self, reason: str) -> None:
        """Send everybody away."""
        for listener in list(self):
            self._part(listener, reason)
        for slot in self.slots:
            slot.tidy(self._parted)

    def remove_served(self, reason: str) -> None:
        """Send those away who have heard an ended ring to its last byte."""
        self.refresh()
        if self.reader.ended:
            for listener in [each for each in self if each.offset == self.reader.head]:
                self._part(listener, reason)
            for slot in self.slots:
                slot.tidy(self._parted)

    def let_go(self, listener: Listener) -> bool:
        """Prepare a listener to hear another stream of the same kind, and forget it; False where it has to stay, because nobody
        can know where its next title would be expected.
        """
        if listener.gone:
            return False
        if max(listener.offset, listener.start) != NOT_YET:
            rest = self._rest(listener)
            if rest is None:
                return False
            listener.leave_ring(listener.pending + rest)
            listener.chain = 0
        self._forget(listener)
        return True

    def adopt(self, listener: Listener) -> None:
        """Take in a listener that another stream has let go."""
        slot = self.slots[0]
        slot.listeners.append(listener)
        slot.lagging = True
        self.listeners += 1
        self.hurried.add(listener)

    def _rest(self, listener: Listener) -> bytes | None:
        """What it is to get of this stream before another's may begin."""
        if listener.icy:
            return self._rest_of_interval(listener, self.reader)
        at = max(listener.offset, listener.start)
        following = self.reader.next_join(at) if at >= self.reader.tail else None
        return b"" if following is None else _bytes_between(self.reader, at, following.offset)

    def _forget(self, listener: Listener) -> None:
        for slot in self.slots:
            if listener in slot.listeners:
                slot.listeners.remove(listener)
        self.hurried.discard(listener)
        self.listeners -= 1

    def rearrange(self, mount: ServedMount, reader: RingReader, slots: int) -> None:
        """Serve from another ring, or at another pace."""
        before, self.mount = self.mount, mount
        if slots != len(self.slots):
            everybody = list(self)
            self.slots = [Slot() for _ in range(slots)]
            for number, listener in enumerate(everybody):
                self.slots[number % slots].listeners.append(listener)
        if reader is not self.reader:
            old, self.reader, self._restarts = self.reader, reader, reader.restarts
            self._change_rings(old if before.metaint == mount.metaint else None)

    # What they get

    def refresh(self) -> None:
        """See what is new in the ring."""
        self.reader.refresh()
        tail = self.reader.tail
        self._behind = tail + self.reader.data_bytes // BEHIND_SHARE if tail else 0
        if self.reader.restarts != self._restarts:
            self._restarts = self.reader.restarts
            self._change_rings()

    def is_due(self, slot: Slot) -> bool:
        """Whether anybody in this slot could be sent anything."""
        return bool(slot.listeners) and (slot.lagging or slot.head != self.reader.head)

    def serve_slot(self, slot: Slot, now: float) -> Iterator[None]:
        """Serve everybody in a slot, with a pause for others after each AT_ONCE."""
        slot.head, lagging = self.reader.head, False
        for start in range(0, len(slot.listeners), AT_ONCE):
            lagging = not self.serve(slot.listeners[start : start + AT_ONCE], now) or lagging
            yield
        slot.lagging = lagging
        slot.tidy(self._parted)

    def serve_hurried(self, now: float) -> Iterator[None]:
        """Try again with those who could not take everything."""
        late = list(self.hurried)
        self.hurried.clear()
        for start in range(0, len(late), AT_ONCE):
            self.serve([listener for listener in late[start : start + AT_ONCE] if not listener.gone], now)
            yield

    def serve(self, listeners: list[Listener], now: float) -> bool:
        """Send each of them all that is new; tell whether everybody got everything."""
        reader, head, behind = self.reader, self.reader.head, self._behind
        at, piece, total, lagging = NOT_YET, memoryview(b""), 0, False
        for listener in listeners:
            offset = listener.offset
            if offset == head:
                continue
            if offset < behind:
                if not self._place(listener, now):
                    lagging = True
                    self._hurry(listener, now)
                continue
            if offset != at:
                at, piece = offset, reader.slice(offset, head - offset)
            try:
                sent = listener.wire.send(piece)
            except BlockingIOError:
                lagging = True
                self._hurry(listener, now)
                continue
            except OSError as wrong:
                self._lost(listener, wrong)
                continue
            total += sent
            listener.offset = offset + sent
            if offset + sent != head:
                lagging = not self._send_rest(listener, wrapped=sent == len(piece)) or lagging
        self.bytes += total
        return not lagging

    def _send_rest(self, listener: Listener, *, wrapped: bool) -> bool:
        """Send what lies behind the wrap, or try again soon: this listener takes something."""
        if wrapped:
            try:
                sent = listener.wire.send(
                    self.reader.slice(listener.offset, self.reader.head - listener.offset)
                )
            except BlockingIOError:
                sent = 0
            except OSError as wrong:
                self._lost(listener, wrong)
                return True
            listener.offset += sent
            self.bytes += sent
        if listener.offset != self.reader.head:
            self.hurried.add(listener)
        return listener.offset == self.reader.head

    def _place(self, listener: Listener, now: float) -> bool:
        """Deal with one who is not in the safe part of the ring."""
        if listener.offset != NOT_YET:
            self.slow += 1
            if self.mount.when_behind == "drop" or not self._skip(listener):
                self._part(listener, "slow")
                return True
        return self._enter(listener, now)

    def _enter(self, listener: Listener, now: float) -> bool:
        """Send what comes before the ring, and enter it; False while that takes more time."""
        if NOT_YET < listener.start < self._behind:
            self.slow += 1
            self._part(listener, "slow")
            return True
        while self._send_pending(listener, now):
            if listener.intro is not None:
                if not self._play_intro(listener, now):
                    return False
            elif listener.start == NOT_YET:
                if not self._find_place(listener):
                    return False
            elif listener.block_at == NOT_YET:
                listener.enter()
                return listener.offset >= self._behind and self.serve([listener], now)
            elif not self._lead_to_title(listener):
                return False
        return listener.gone

    def _play_intro(self, listener: Listener, now: float) -> bool:
        """Take what is due of the intro; False while nothing is."""
        assert listener.intro is not None
        piece = listener.intro.take(now)
        if piece is None:
            listener.intro = None
            return True
        listener.pending = piece
        return bool(piece)

    def _send_pending(self, listener: Listener, now: float) -> bool:
        while listener.pending:
            try:
                sent = listener.wire.send(listener.pending)
            except BlockingIOError:
                self._hurry(listener, now)
                return False
            except OSError as wrong:
                self._lost(listener, wrong)
                return False
            listener.pending = listener.pending[sent:]
            listener.sent += sent
            self.bytes += sent
        return True

    def _find_place(self, listener: Listener) -> bool:
        """Choose where it enters the ring, a burst behind live."""
        join = self.reader.join(round(self.mount.burst * 1_000_000))
        if join is None:
            return False
        listener.pending = bytes(join.lead)
        listener.start = join.offset + join.lead
        if listener.icy:
            listener.pending, block = beginning(join.header, join.lead, self.mount.metaint)
            listener.block_at = join.offset + self.mount.metaint
            listener.block = block or title_block("")
        elif join.chain != listener.chain:
            listener.pending = join.header + listener.pending
        listener.chain = join.chain
        return True

    def _lead_to_title(self, listener: Listener) -> bool:
        """Bring a newcomer up to its first title, which it needs also where the others get none; False when the ring is not
        so far yet.
        """
        if listener.start < listener.block_at:
            listener.pending = bytes(self.reader.slice(listener.start, listener.block_at - listener.start))
            listener.start += len(listener.pending)
            return bool(listener.pending)
        length = self.reader.slice(listener.start, 1)
        if not length:
            return False
        if length[0] == 0:
            listener.pending = listener.block
            listener.start += 1
        listener.block_at, listener.block = NOT_YET, b""
        return True

    def _skip(self, listener: Listener) -> bool:
        """Let one who fell behind go on at live.

        It first gets what is left up to the next join point, so that no frame and no interval between titles
        is torn. False when the ring has passed over that already.
        """
        leave = self.reader.next_join(listener.offset)
        if leave is None or listener.offset < self.reader.tail:
            return False
        listener.leave_ring(_bytes_between(self.reader, listener.offset, leave.offset))
        listener.chain = leave.chain
        return True

    def _change_rings(self, old: RingReader | None = None) -> None:
        """Move everybody to a ring that is not the continuation of the last; `old` is that one, where it can still be read and
        has the same interval between titles.
        """
        self.hurried.clear()
        for slot in self.slots:
            slot.head, slot.lagging = NOT_YET, True
            for listener in slot.listeners:
                self._change_ring(listener, old)
            slot.tidy(self._parted)

    def _change_ring(self, listener: Listener, old: RingReader | None) -> None:
        if listener.gone or listener.offset == listener.start == NOT_YET:
            return
        rest = self._rest_of_interval(listener, old) if listener.icy else b""
        if rest is None:  # where its next title is expected cannot be known in another ring
            self._part(listener, "format changed")
            return
        listener.leave_ring(listener.pending + rest)
        listener.chain = 0

    def _rest_of_interval(self, listener: Listener, old: RingReader | None) -> bytes | None:
        """What a listener is to get before it can begin another ring's interval: what is left of this one, blanks where the old
        ring ends inside it, and an empty title. None where that cannot be known.
        """
        last, at = old.join(0) if old is not None else None, max(listener.offset, listener.start)
        if old is None or last is None or not old.tail <= at:
            return None
        following = old.next_join(at)
        if following is not None:
            return _bytes_between(old, at, following.offset)
        missing = last.offset + self.mount.metaint - old.head
        return _bytes_between(old, at, old.head) + bytes(max(0, missing)) + NO_TITLE

    # How they go

    def _hurry(self, listener: Listener, now: float) -> None:
        if now - listener.joined < EAGER_SECONDS:
            self.hurried.add(listener)

    def _lost(self, listener: Listener, wrong: OSError) -> None:
        left = isinstance(wrong, ConnectionError)
        self._part(listener, "left" if left else f"lost: {wrong.strerror or wrong}")

    def _part(self, listener: Listener, reason: str) -> None:
        if listener.gone:
            return
        listener.gone = True
        listener.wire.close()
        listener.pending = b""
        self.hurried.discard(listener)
        self.listeners -= 1
        self._parted += 1
        self._farewell(listener, reason)


def _bytes_between(ring: RingReader, start: int, end: int) -> bytes:
    """A stretch of a ring, over its seam too."""
    found = b""
    while start + len(found) < end:
        found += ring.slice(start + len(found), end - start - len(found))
    return found
