import threading

from runtime.supervisor.agenda import Agenda
from runtime.testing import ManualClock


class TestWhatOthersAskFor:
    def test_it_is_done_in_the_order_of_asking(self):
        agenda, done = Agenda(ManualClock()), []
        for number in range(3):
            agenda.post(lambda number=number: done.append(number))
        for _ in range(3):
            agenda.step()

        assert done == [0, 1, 2]

    def test_another_thread_may_ask(self):
        agenda, done = Agenda(ManualClock()), []
        asking = threading.Thread(target=lambda: agenda.post(lambda: done.append("asked")))
        asking.start()
        while not done:
            agenda.step()
        asking.join()

        assert done == ["asked"]


class TestWhatIsDue:
    def test_it_is_done_when_its_time_has_come_and_not_before(self):
        clock = ManualClock()
        agenda, done = Agenda(clock), []
        agenda.after(2.0, lambda: done.append("late"))
        agenda.after(1.0, lambda: done.append("early"))
        for _ in range(3):
            agenda.post(lambda: clock.advance(1.0))

        agenda.step()
        assert done == ["early"]
        agenda.step()
        assert done == ["early", "late"]

    def test_what_is_due_at_the_same_time_is_done_in_the_order_of_asking(self):
        agenda, done = Agenda(ManualClock()), []
        for number in range(3):
            agenda.after(0.0, lambda number=number: done.append(number))
        agenda.step()

        assert done == [0, 1, 2]
