from intents import Decision, service_labels

CATALOGUE = """
report-neighbour self-request care-sos-request care-for-anyone-request wellbeing-check-request
callback-request talk-to-human case-status case-add case-withdraw erase-my-data cut-link
subscribe-notices find-resource give-feedback menu back cancel skip edit yes no dont-know resume
bot-back greeting thanks goodbye who-are-you complaint language-en language-zh language-vi
"""


def test_the_catalogue_is_covered_exactly() -> None:
    assert {label.id for label in service_labels()} == set(CATALOGUE.split())
    assert len(service_labels()) == len(CATALOGUE.split())


def test_each_service_is_said_in_many_ways() -> None:
    for label in service_labels():
        assert len(set(label.phrases)) >= 12, label.id
        assert len(set(label.phrases)) == len(label.phrases), label.id


def test_no_phrase_means_two_services() -> None:
    owners: dict[str, str] = {}
    for label in service_labels():
        for phrase in label.phrases:
            assert owners.setdefault(phrase, label.id) == label.id, phrase


def test_what_follows_from_a_service() -> None:
    decisions = {label.id: label.decision for label in service_labels()}
    assert decisions["talk-to-human"] is decisions["complaint"] is Decision.HANDOFF
    assert decisions["report-neighbour"] is decisions["menu"] is Decision.START
    assert decisions["thanks"] is decisions["yes"] is Decision.SMALLTALK
    assert decisions["language-vi"] is Decision.ANSWER
