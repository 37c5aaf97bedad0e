"""The metrics page: counts for a token, nothing without it, and never a word or an id."""

from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from config.settings import Settings
from hotline import intake
from tests.shift import Shift
from tests.world import message
from triage.app import create_board

TOKEN = "token-of-the-metrics-page"


def scraped(app: Flask, token: str) -> tuple[int, str]:
    response = app.test_client().get("/board/metrics", headers={"Authorization": f"Bearer {token}"})
    return response.status_code, response.text


def test_without_a_token_there_is_no_page_and_a_wrong_one_is_refused(shift: Shift, app: Flask) -> None:
    assert scraped(app, TOKEN)[0] == 404
    guarded = create_board(shift.board, Settings(mode="demo", secret_key="k" * 40, metrics_token=TOKEN))
    assert scraped(guarded, "wrong")[0] == 403


def test_the_counts_are_those_of_the_database(shift: Shift) -> None:
    app = create_board(shift.board, Settings(mode="demo", secret_key="k" * 40, metrics_token=TOKEN))
    intake.keep(shift.board.edge, message("canaryword xom 3"))
    status, text = scraped(app, TOKEN)
    values = {sample.name: sample.value for family in text_string_to_metric_families(text) for sample in family.samples}
    assert status == 200
    assert (values["hotline_waiting"], values["hotline_up"]) == (1, 1)
    assert "canary" not in text
