from intents_cases import DATA, PROGRAMMES, rows

from intents import Interpreter, service_labels
from intents.evaluate import evaluate


def test_figures_over_residents_and_chat(interpreter: Interpreter) -> None:
    known = {label.id for label in service_labels()} | PROGRAMMES.keys()
    inside = [(text, id_) for id_, text in rows("residents.tsv") if id_ in known]
    chat = (DATA / "chat_sample.txt").read_text(encoding="utf-8").splitlines()[1::5]
    report = evaluate(interpreter, [*inside, *((line, None) for line in chat)])
    assert report.top3 is not None
    assert report.top3 >= (report.top1 or 0) >= 0.7
    assert (report.right or 0) > 0.5 > (report.wrong or 0)
    assert (report.auroc or 0) > 0.85
    assert (report.accepted_oos or 0) < 0.03


def test_nothing_to_count(interpreter: Interpreter) -> None:
    report = evaluate(interpreter, [])
    assert report.top1 is report.auroc is report.alarms is None
