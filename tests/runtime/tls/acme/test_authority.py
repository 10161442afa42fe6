from runtime.tls.acme import AcmeFault, Issued


class TestWhatIsIssued:
    def test_its_key_is_never_shown(self):
        issued = Issued(chain_pem="CHAIN", key_pem="THE KEY")

        assert "THE KEY" not in repr(issued)


class TestAFault:
    def test_is_a_sentence_with_the_kind_of_problem_beside_it(self):
        fault = AcmeFault("rateLimited", "too many certificates", retry_after=60, names=("a.example",))

        assert (str(fault), fault.problem, fault.retry_after, fault.names) == (
            "too many certificates",
            "rateLimited",
            60,
            ("a.example",),
        )
