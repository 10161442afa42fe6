from runtime.kernel.spare_memory import give_back, keep_few_arenas


class TestSpareMemory:
    def test_can_be_given_back_anywhere(self):
        keep_few_arenas()
        give_back()
