import pytest

from halte.core import env


def test_values_are_read_with_their_types(monkeypatch):
    monkeypatch.setenv("HALTE_X", " 12 ")
    assert (env.text("HALTE_X"), env.number("HALTE_X", 1)) == ("12", 12)
    monkeypatch.setenv("HALTE_X", "yes")
    assert env.flag("HALTE_X") is True
    monkeypatch.setenv("HALTE_X", "a, b,,")
    assert env.words("HALTE_X") == ["a", "b"]


def test_defaults_stand_in_for_nothing(monkeypatch):
    monkeypatch.delenv("HALTE_X", raising=False)
    assert (env.flag("HALTE_X", default=True), env.number("HALTE_X", 7)) == (True, 7)


@pytest.mark.parametrize("value", ["²", "٣", "--5", "-", "5-", "1_0", "1e1", "9" * 5000, "-1"])
def test_number_that_is_none_is_refused_in_a_sentence(monkeypatch, value):
    monkeypatch.setenv("HALTE_X", value)
    with pytest.raises(env.EnvError) as refused:
        env.number("HALTE_X", 1, most=5)
    assert str(refused.value) == f"HALTE_X is “{value}”: write a whole number from 0 to 5."


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda: env.flag("HALTE_X"), "perhaps"),
        (lambda: env.number("HALTE_X", 1), "many"),
        (lambda: env.number("HALTE_X", 1, most=5), "6"),
        (lambda: env.choice("HALTE_X", ["a", "b"], "a"), "c"),
    ],
)
def test_wrong_value_is_refused_by_name(monkeypatch, read, value):
    monkeypatch.setenv("HALTE_X", value)
    with pytest.raises(env.EnvError, match=f"HALTE_X is “{value}”"):
        read()
